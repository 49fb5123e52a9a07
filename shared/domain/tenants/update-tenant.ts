import { Forbidden, NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Tenant, TenantSettings, Tenants } from "../../ports/tenants.ts";
import type { Caller } from "../access/caller.ts";

export interface UpdateTenant {
  readonly caller: Pick<Caller, "scopes">;
  readonly actor: Actor;
  readonly change: Partial<TenantSettings>;
}

/** A tenant's own administrators set all but its limits: those are what the operator allows it. */
export async function updateTenant(
  ports: { readonly tenants: Tenants; readonly clock: Clock },
  { caller, actor, change }: UpdateTenant,
): Promise<Tenant> {
  if (change.requestsPerMinute !== undefined && !caller.scopes.has("operator")) {
    throw new Forbidden("limits are set by an operator");
  }
  const tenant = await ports.tenants.update(actor, change, ports.clock.now());
  if (!tenant) throw new NotFound(`tenant ${actor.tenantId}`);
  return tenant;
}
