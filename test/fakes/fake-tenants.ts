import type { NewTenant, Tenant, Tenants } from "#shared/ports/tenants.ts";
import type { FakeMemoryStore } from "./fake-memory-store.ts";

export interface FakeTenants extends Tenants {
  /** What the tenants have set, by id. */
  readonly rows: ReadonlyMap<string, Tenant>;
}

const unset = {
  weights: { similarity: null, importance: null, decay: null },
  halfLifeDays: null,
  requestsPerMinute: null,
  extraction: null,
  forbiddenTypes: [],
  consentDefaults: [],
  careAnswer: null,
};
const answersLastMs = 24 * 3_600_000;

export function fakeTenants(store: FakeMemoryStore): FakeTenants {
  const rows = new Map<string, Tenant>();
  const answers = new Map<string, { requestHash: string; createdAt: number }>();

  function begin(id: string, name: string, createdAt: number): Tenant {
    const made = { id, name, createdAt, ...unset };
    rows.set(id, made);
    store.tenants.add(id);
    return made;
  }
  function find(id: string): Tenant | undefined {
    if (!store.tenants.has(id)) return undefined;
    return rows.get(id) ?? begin(id, id, 0);
  }
  const claimOf = ({ actor, idempotency }: NewTenant) =>
    JSON.stringify([actor.tenantId, actor.ownerId, actor.callerId, idempotency?.route, idempotency?.key]);

  return {
    rows,
    async create(tenant) {
      const { actor, name, now, idempotency } = tenant;
      if (!store.tenants.has(actor.tenantId)) {
        begin(actor.tenantId, name, now);
        if (idempotency) {
          answers.set(claimOf(tenant), { requestHash: idempotency.requestHash, createdAt: now });
        }
        return { outcome: "created", createdAt: now };
      }
      const kept = idempotency && answers.get(claimOf(tenant));
      if (!kept || kept.createdAt < now - answersLastMs) return { outcome: "taken" };
      if (kept.requestHash !== idempotency.requestHash) return { outcome: "mismatch" };
      return { outcome: "created", createdAt: kept.createdAt };
    },

    async list({ limit, after }) {
      const ids = [...store.tenants].toSorted().filter((id) => after === null || id > after);
      const items = ids.slice(0, limit).map((id) => find(id)!);
      return { items, next: ids.length > limit ? items.at(-1)!.id : null };
    },

    async update({ tenantId, mayProvision }, change, now) {
      const row = find(tenantId) ?? (mayProvision ? begin(tenantId, tenantId, now) : undefined);
      if (!row) return null;
      const changed = { ...row, ...change };
      rows.set(tenantId, changed);
      return changed;
    },
  };
}
