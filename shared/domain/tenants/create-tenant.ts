import { Conflict, IdempotencyMismatch } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { NewTenant, Tenant, Tenants } from "../../ports/tenants.ts";

/** Begins a tenant with everything left to the defaults. */
export async function createTenant(
  ports: { readonly tenants: Tenants; readonly clock: Clock },
  call: Omit<NewTenant, "now">,
): Promise<Tenant> {
  const created = await ports.tenants.create({ ...call, now: ports.clock.now() });
  switch (created.outcome) {
    case "taken":
      throw new Conflict(`tenant ${call.actor.tenantId} exists already`);
    case "mismatch":
      throw new IdempotencyMismatch();
    case "created":
      return {
        id: call.actor.tenantId,
        name: call.name,
        createdAt: created.createdAt,
        weights: { similarity: null, importance: null, decay: null },
        halfLifeDays: null,
        requestsPerMinute: null,
        extraction: null,
        forbiddenTypes: [],
        consentDefaults: [],
        careAnswer: null,
      };
  }
}
