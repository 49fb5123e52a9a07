import type { ApiKey, ApiKeys, KeyRegister, NewApiKey } from "#shared/ports/api-keys.ts";
import type { FakeMemoryStore } from "./fake-memory-store.ts";
import type { FakeTenants } from "./fake-tenants.ts";

export interface FakeApiKeys extends ApiKeys, KeyRegister {
  /** The hashes that were looked up. */
  readonly lookUps: readonly string[];
  /** While true, every look-up rejects. */
  failing: boolean;
}

const usedAgainAfterMs = 5 * 60_000;
const answersLastMs = 24 * 3_600_000;

export function fakeApiKeys(store: FakeMemoryStore, tenants: Pick<FakeTenants, "rows">): FakeApiKeys {
  const keys = new Map<string, ApiKey & { keyHash: string }>();
  const answers = new Map<string, { requestHash: string; createdAt: number }>();
  const lookUps: string[] = [];

  /** Whether the first call with this key was the same one; undefined if this is the first. */
  function repeats({ actor, now, idempotency }: NewApiKey): boolean | undefined {
    if (!idempotency) return undefined;
    const claim = JSON.stringify([actor.ownerId, actor.callerId, idempotency.route, idempotency.key]);
    const kept = answers.get(claim);
    if (kept && kept.createdAt >= now - answersLastMs) return kept.requestHash === idempotency.requestHash;
    answers.set(claim, { requestHash: idempotency.requestHash, createdAt: now });
    return undefined;
  }

  const fake: FakeApiKeys = {
    lookUps,
    failing: false,

    async create(key) {
      const { actor, id, name, scopes, keyHash, now } = key;
      if (!actor.mayProvision && !store.tenants.has(actor.tenantId)) return "tenant_unknown";
      const repeat = repeats(key);
      if (repeat !== undefined) return repeat ? "repeated" : "mismatch";
      store.tenants.add(actor.tenantId);
      keys.set(id, {
        id,
        tenantId: actor.tenantId,
        name,
        scopes,
        keyHash,
        createdBy: actor.callerId,
        createdAt: now,
        lastUsedAt: null,
        revokedAt: null,
      });
      return "created";
    },

    async list(tenantId, { limit, after }) {
      if (!store.tenants.has(tenantId)) return null;
      const found = [...keys.values()]
        .filter((key) => key.tenantId === tenantId && (after === null || key.id > after))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ keyHash, ...key }) => key);
      return { items: found.slice(0, limit), next: found.length > limit ? found[limit - 1]!.id : null };
    },

    async revoke(tenantId, id, { now }) {
      const key = keys.get(id);
      if (!key || (tenantId !== null && key.tenantId !== tenantId)) return false;
      keys.set(id, { ...key, revokedAt: key.revokedAt ?? now });
      return true;
    },

    async recognise(keyHash, now) {
      lookUps.push(keyHash);
      if (fake.failing) throw new Error("no answer");
      const key = [...keys.values()].find((each) => each.keyHash === keyHash && each.revokedAt === null);
      if (!key) return null;
      if (key.lastUsedAt === null || key.lastUsedAt < now - usedAgainAfterMs) {
        keys.set(key.id, { ...key, lastUsedAt: now });
      }
      const tenantRatePerMinute = tenants.rows.get(key.tenantId)?.requestsPerMinute ?? null;
      return { id: key.id, tenantId: key.tenantId, scopes: key.scopes, tenantRatePerMinute };
    },
  };
  return fake;
}
