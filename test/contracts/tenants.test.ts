import { describe, expect, inject, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresTenants } from "#shared/adapters/postgres/postgres-tenants.ts";
import type { Actor } from "#shared/ports/actor.ts";
import type { NewTenant, Tenant, Tenants } from "#shared/ports/tenants.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeTenants } from "#test/fakes/fake-tenants.ts";

const now = Date.UTC(2026, 0, 31, 9, 30);
const day = 24 * 3_600_000;
const claim = { route: "/tenants", key: "k", requestHash: "aa".repeat(32) };

const newTenant = (actor: Actor, given: Partial<NewTenant> = {}): NewTenant => ({
  actor,
  name: "Acme",
  now,
  idempotency: null,
  ...given,
});
const unset = (actor: Actor, name = "Acme"): Tenant => ({
  id: actor.tenantId,
  name,
  createdAt: now,
  weights: { similarity: null, importance: null, decay: null },
  halfLifeDays: null,
  requestsPerMinute: null,
  extraction: null,
  forbiddenTypes: [],
  consentDefaults: [],
  careAnswer: null,
});

function describeTenants(name: string, tenants: Tenants): void {
  /** Nothing set: what a tenant is. */
  const read = (actor: Actor) => tenants.update({ ...actor, mayProvision: false }, {}, now);

  describe(`tenants in ${name}`, () => {
    test("begin with nothing set, once", async () => {
      const actor = buildActor();
      expect(await read(actor)).toBeNull();
      expect(await tenants.create(newTenant(actor))).toEqual({ outcome: "created", createdAt: now });
      expect(await tenants.create(newTenant(actor, { name: "Else", now: now + 1 }))).toEqual({
        outcome: "taken",
      });
      expect(await read(actor)).toEqual(unset(actor));
    });

    test("begin once of twenty who race for one name", async () => {
      const actor = buildActor();
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, at) => tenants.create(newTenant(actor, { name: `n${at}` }))),
      );
      const created = outcomes.filter(({ outcome }) => outcome === "created");
      expect([created.length, outcomes.length]).toEqual([1, 20]);
      expect(outcomes.filter(({ outcome }) => outcome === "taken")).toHaveLength(19);
    });

    test("answer a repeat under one key as the first time, for a day, and another body not at all", async () => {
      const actor = buildActor();
      const create = (given: Partial<NewTenant>) =>
        tenants.create(newTenant(actor, { idempotency: claim, ...given }));
      const first = { outcome: "created", createdAt: now };
      expect(await create({})).toEqual(first);
      expect(await create({ now: now + day - 1 })).toEqual(first);
      const other = { ...claim, requestHash: "bb".repeat(32) };
      expect(await create({ idempotency: other })).toEqual({ outcome: "mismatch" });
      expect(await create({ idempotency: { ...claim, key: "another" } })).toEqual({ outcome: "taken" });
      expect(await create({ now: now + day + 1 })).toEqual({ outcome: "taken" });
    });

    test("answer twenty repeats at once alike", async () => {
      const actor = buildActor();
      await tenants.create(newTenant(actor, { idempotency: claim }));
      const repeats = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          tenants.create(newTenant(actor, { idempotency: claim, now: now + at })),
        ),
      );
      expect(repeats).toEqual(new Array(20).fill({ outcome: "created", createdAt: now }));
    });

    test("keep what a change leaves out, and unset what it sets to null", async () => {
      const actor = buildActor();
      await tenants.create(newTenant(actor));
      const weights = { similarity: 1, importance: null, decay: 0 };
      const set = { weights, halfLifeDays: 7.5, forbiddenTypes: ["health"], careAnswer: "Call 143 🙂" };
      expect(await tenants.update(actor, set, now)).toEqual({ ...unset(actor), ...set });
      const more = { requestsPerMinute: 0, extraction: true };
      expect(await tenants.update(actor, more, now)).toEqual({ ...unset(actor), ...set, ...more });
      const reset = {
        weights: unset(actor).weights,
        halfLifeDays: null,
        requestsPerMinute: null,
        extraction: null,
        forbiddenTypes: [],
        consentDefaults: [],
        careAnswer: null,
      };
      expect(await tenants.update(actor, reset, now)).toEqual(unset(actor));
    });

    test("come into being by a change, by those who may make them", async () => {
      const actor = buildActor();
      expect(await tenants.update({ ...actor, mayProvision: false }, { halfLifeDays: 3 }, now)).toBeNull();
      const made = { ...unset(actor, actor.tenantId), halfLifeDays: 3, careAnswer: "Call" };
      const change = { halfLifeDays: 3, careAnswer: "Call" };
      expect(await tenants.update({ ...actor, mayProvision: true }, change, now)).toEqual(made);
      expect(await read(actor)).toEqual(made);
      expect(await tenants.create(newTenant(actor))).toEqual({ outcome: "taken" });
    });

    test("are not touched by another's change", async () => {
      const [one, other] = [buildActor(), buildActor()];
      for (const actor of [one, other]) await tenants.create(newTenant(actor));
      await tenants.update(one, { halfLifeDays: 1 }, now);
      expect(await read(other)).toEqual(unset(other));
    });

    test("are listed by id, page by page", async () => {
      const home = buildActor().tenantId;
      const ids = ["a", "b", "c"].map((end) => `${home}.${end}`);
      for (const tenantId of ids.toReversed()) await tenants.create(newTenant(buildActor({ tenantId })));
      const first = await tenants.list({ limit: 2, after: home });
      expect(first.items).toEqual(ids.slice(0, 2).map((tenantId) => unset(buildActor({ tenantId }))));
      expect(first.next).toBe(ids[1]);
      const rest = await tenants.list({ limit: 100, after: first.next });
      expect(rest.items[0]).toMatchObject({ id: ids[2] });
      const end = await tenants.list({ limit: 1, after: "~" });
      expect(end).toEqual({ items: [], next: null });
    });
  });
}

describeTenants("the fake", fakeTenants(createFakeMemoryStore()));
const database = createDatabase({ url: inject("databaseUrl") });
describeTenants("Postgres", postgresTenants(database));
