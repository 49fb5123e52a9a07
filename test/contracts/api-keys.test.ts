import { createHash, randomUUID } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresApiKeys } from "#shared/adapters/postgres/postgres-api-keys.ts";
import { postgresKeyRegister } from "#shared/adapters/postgres/postgres-key-register.ts";
import { postgresTenants } from "#shared/adapters/postgres/postgres-tenants.ts";
import type { Actor } from "#shared/ports/actor.ts";
import type { ApiKeys, KeyRegister, NewApiKey } from "#shared/ports/api-keys.ts";
import type { Tenants } from "#shared/ports/tenants.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { fakeApiKeys } from "#test/fakes/fake-api-keys.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeTenants } from "#test/fakes/fake-tenants.ts";

const minute = 60_000;
const now = Date.UTC(2026, 0, 31, 9, 30);

function keyOf(actor: Actor, given: Partial<NewApiKey> = {}): NewApiKey {
  const keyHash = createHash("sha256").update(randomUUID()).digest("hex");
  return { actor, id: uuidv7(), name: "a key", scopes: ["chat"], keyHash, now, idempotency: null, ...given };
}

function describeApiKeys(name: string, keys: ApiKeys & KeyRegister, tenants: Tenants): void {
  const listOf = async (tenantId: string) => (await keys.list(tenantId, { limit: 100, after: null }))?.items;

  describe(`keys in ${name}`, () => {
    test("are known by their hash, with what their tenant is limited to", async () => {
      const actor = buildActor();
      const key = keyOf(actor, { scopes: ["chat", "admin"] });
      expect(await keys.create(key)).toBe("created");
      const known = { id: key.id, tenantId: actor.tenantId, scopes: ["chat", "admin"] };
      expect(await keys.recognise(key.keyHash, now)).toEqual({ ...known, tenantRatePerMinute: null });
      await tenants.update(actor, { requestsPerMinute: 0 }, now);
      expect(await keys.recognise(key.keyHash, now)).toEqual({ ...known, tenantRatePerMinute: 0 });
      expect(await keys.recognise(keyOf(actor).keyHash, now)).toBeNull();
    });

    test("note their use to five minutes", async () => {
      const actor = buildActor();
      const key = keyOf(actor);
      await keys.create(key);
      const usedAt = async () => (await listOf(actor.tenantId))![0]!.lastUsedAt;
      expect(await usedAt()).toBeNull();
      for (const [at, noted] of [
        [0, 0],
        [5, 0],
        [6, 6],
      ] as const) {
        await keys.recognise(key.keyHash, now + at * minute);
        expect(await usedAt()).toBe(now + noted * minute);
      }
    });

    test("are revoked by their tenant or by whoever may any, and stay so from the first time", async () => {
      const actor = buildActor();
      const [one, other] = [keyOf(actor), keyOf(actor)];
      for (const key of [one, other]) await keys.create(key);
      expect(await keys.revoke(buildActor().tenantId, one.id, { callerId: "key:1", now })).toBe(false);
      expect(await keys.revoke(null, uuidv7(), { callerId: "key:1", now })).toBe(false);
      expect(await keys.revoke(actor.tenantId, one.id, { callerId: "key:1", now: now + 1 })).toBe(true);
      expect(await keys.revoke(null, one.id, { callerId: "key:1", now: now + 2 })).toBe(true);
      expect(await keys.revoke(null, other.id, { callerId: "key:1", now: now + 3 })).toBe(true);
      expect((await listOf(actor.tenantId))!.map(({ revokedAt }) => revokedAt)).toEqual([now + 1, now + 3]);
      expect(await keys.recognise(one.keyHash, now)).toBeNull();
    });

    test("are listed in order, page by page, for a tenant that is there", async () => {
      const actor = buildActor();
      expect(await keys.list(actor.tenantId, { limit: 2, after: null })).toBeNull();
      const made = Array.from({ length: 3 }, () => keyOf(actor));
      for (const key of made) await keys.create(key);
      const first = await keys.list(actor.tenantId, { limit: 2, after: null });
      expect(first).toMatchObject({ items: [{ id: made[0]!.id }, { id: made[1]!.id }], next: made[1]!.id });
      const rest = await keys.list(actor.tenantId, { limit: 2, after: first!.next });
      expect(rest).toMatchObject({ items: [{ id: made[2]!.id }], next: null });
      await tenants.create({
        actor: buildActor({ tenantId: `${actor.tenantId}.b` }),
        name: "B",
        now,
        idempotency: null,
      });
      expect(await listOf(`${actor.tenantId}.b`)).toEqual([]);
    });

    test("of a tenant that nobody made are not made by one who may not make it", async () => {
      expect(await keys.create(keyOf(buildActor({ mayProvision: false })))).toBe("tenant_unknown");
    });

    test("are made once under an idempotency key, of twenty at once too", async () => {
      const actor = buildActor();
      const idempotency = { route: "/keys", key: "k", requestHash: "aa".repeat(32) };
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => keys.create(keyOf(actor, { idempotency }))),
      );
      expect(outcomes.toSorted()).toEqual(["created", ...new Array(19).fill("repeated")]);
      const other = { ...idempotency, requestHash: "bb".repeat(32) };
      expect(await keys.create(keyOf(actor, { idempotency: other }))).toBe("mismatch");
      const nextDay = now + 24 * 60 * minute + 1;
      expect(await keys.create(keyOf(actor, { idempotency: other, now: nextDay }))).toBe("created");
      expect(await listOf(actor.tenantId)).toHaveLength(2);
    });
  });
}

const store = createFakeMemoryStore();
const tenants = fakeTenants(store);
describeApiKeys("the fake", fakeApiKeys(store, tenants), tenants);
const database = createDatabase({ url: inject("databaseUrl") });
const keys = { ...postgresApiKeys(database), ...postgresKeyRegister(database) };
describeApiKeys("Postgres", keys, postgresTenants(database));
