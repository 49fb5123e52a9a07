import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { deriveTextHash } from "#shared/domain/access/derive-ids.ts";
import type { Actor } from "#shared/ports/actor.ts";
import type { Entity, GraphQuery, ListEntities, Surroundings } from "#shared/ports/graph.ts";
import type { ReviseMemory } from "#shared/ports/memories.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildWrite } from "#test/builders/build-memory.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import {
  fakeGraphSubject,
  type GraphSubject,
  notedOf,
  postgresGraphSubject,
  tell,
  toldBy,
} from "./graph-subject.ts";

const most = { entities: 200, relations: 500 };
const at = (day: number) => Date.UTC(2026, 0, day);

function describeGraph(name: string, make: () => GraphSubject): void {
  const subject = make();
  const { graph } = subject;

  const around = (actor: Actor, entity: string | null = null, given: Partial<GraphQuery> = {}) =>
    graph.around(actor, {
      entity: entity === null ? null : { name: entity },
      depth: 1,
      asOf: null,
      most,
      ...given,
    });
  const seen = async (actor: Actor, entity: string | null = null, given: Partial<GraphQuery> = {}) =>
    (await around(actor, entity, given)) as Surroundings;
  const find = async (actor: Actor, entity: string): Promise<Entity> =>
    (await seen(actor, entity)).entities[0]!;
  const list = (actor: Actor, given: Partial<ListEntities> = {}) =>
    graph.list(actor, { limit: 10, after: null, asOf: null, mostRelations: 10, ...given });
  const merge = (actor: Actor, from: string, into: string, given = {}) =>
    graph.merge({ actor, from, into, now: at(9), idempotency: null, ...given });

  describe(`the graph in ${name}`, () => {
    test("says no more what a memory said before it was worded anew", async () => {
      const anna = buildPerson();
      const memory = await tell(subject, anna, { says: ["Eva lives_in Oslo", "user has_sister Eva"] });
      await tell(subject, anna, { says: ["user has_sister Eva"] });
      const revise = (change: ReviseMemory["change"]) =>
        subject.memories.revise({ ...buildWrite(anna), id: memory.id, reason: "edited", change });
      await revise({ importance: 0.9 });
      expect(toldBy(await seen(anna, null, { depth: 3 }))).toHaveLength(2);
      const content = "Eva lives in Rome.";
      await revise({ content, textHash: deriveTextHash(null, content) });
      expect(toldBy(await seen(anna, null, { depth: 3 }))).toEqual(["user has_sister Eva"]);
    });

    test("starts at the person, and says what each thing is", async () => {
      const anna = buildPerson();
      const memory = await tell(subject, anna, {
        content: "The user has a dog called Rex.",
        says: ["user has_pet Rex"],
        names: { Rex: "animal" },
        notedAt: at(3),
      });
      const { start, entities, relations, truncated } = await seen(anna);
      const plain = { aliases: [], merged: [], createdAt: at(3) };
      expect(entities).toEqual([
        { ...plain, id: start, name: "user", type: "person", isSelf: true },
        { ...plain, id: expect.any(String), name: "Rex", type: "animal", isSelf: false },
      ]);
      expect(relations).toEqual([
        {
          id: expect.any(String),
          subjectId: start,
          predicate: "has_pet",
          objectId: entities[1]!.id,
          validFrom: memory.createdAt,
          validTo: null,
          status: "active",
          memories: [
            { id: memory.id, content: "The user has a dog called Rex.", type: "fact", status: "active" },
          ],
        },
      ]);
      expect(truncated).toBe(false);
    });

    test("is empty for a person of whom nothing is known, and has no entity that nobody named", async () => {
      const anna = buildPerson();
      expect(await around(anna)).toEqual({ start: null, entities: [], relations: [], truncated: false });
      expect(await around(anna, "Rex")).toBeNull();
      expect(await around(anna, null, { entity: { id: uuidv7() } })).toBeNull();
    });

    test("finds an entity by its id and by its name, however it is written", async () => {
      const anna = buildPerson();
      await tell(subject, anna, { says: ["user likes Café_Zoë"] });
      const { id } = await find(anna, "Café Zoë");
      for (const written of ["cafe zoe", "CAFÉ ZOË", ' "Cafe Zoe"! ']) {
        expect((await find(anna, written)).id).toBe(id);
      }
      expect((await seen(anna, null, { entity: { id } })).start).toBe(id);
    });

    test("goes as many steps as it is asked to, whichever way a relation points", async () => {
      const anna = buildPerson();
      await tell(subject, anna, { says: ["Mia sister_of user", "Mia works_at Acme", "Acme seat_in Bonn"] });
      await tell(subject, anna, { says: ["Bonn part_of Germany"] });
      expect(toldBy(await seen(anna))).toEqual(["Mia sister_of user"]);
      expect(toldBy(await seen(anna, null, { depth: 2 }))).toEqual([
        "Mia sister_of user",
        "Mia works_at Acme",
      ]);
      const three = await seen(anna, null, { depth: 3 });
      expect(toldBy(three)).toEqual(["Acme seat_in Bonn", "Mia sister_of user", "Mia works_at Acme"]);
      expect(three.entities.map((entity) => entity.name)).toEqual(["user", "Mia", "Acme", "Bonn"]);
    });

    test("is noted twice as once, and gathers all memories that say it", async () => {
      const anna = buildPerson();
      const first = await tell(subject, anna, { says: ["user lives_in Bonn"] });
      await subject.note(notedOf(anna, first.id, { says: ["user lives_in Bonn"] }));
      const second = await tell(subject, anna, { says: ["user lives_in BONN"] });
      const { relations, entities } = await seen(anna);
      expect(entities).toHaveLength(2);
      expect(relations.map(({ memories }) => memories.map(({ id }) => id))).toEqual([[second.id, first.id]]);
    });

    test("holds from the first that says so until the last of them is outdated", async () => {
      const anna = buildPerson();
      const one = await tell(subject, anna, { says: ["user lives_in Bonn"], validFrom: at(2) });
      await tell(subject, anna, { says: ["user lives_in Rome"], validFrom: at(5), supersedes: one.id });
      const valid = async (asOf: number | null) =>
        (await seen(anna, "Bonn", { asOf })).relations.map(({ validFrom, validTo, status }) => [
          validFrom,
          validTo,
          status,
        ]);
      expect(await valid(null)).toEqual([[at(2), at(5), "outdated"]]);
      const two = await tell(subject, anna, { says: ["user lives_in Bonn"], validFrom: at(7) });
      expect(await valid(null)).toEqual([[at(2), null, "active"]]);
      await subject.memories.revise({
        ...buildWrite(anna, { now: two.createdAt + 1_000 }),
        ...{ id: two.id, reason: "edited", change: { status: "outdated", validTo: at(8) } },
      });
      expect(await valid(null)).toEqual([[at(2), at(8), "outdated"]]);
      expect(await valid(two.createdAt)).toEqual([[at(2), null, "active"]]);
    });

    test("shows what was believed at a time, and nothing that came later", async () => {
      const anna = buildPerson();
      const old = await tell(subject, anna, { says: ["user lives_in Bonn"] });
      const before = Date.now();
      const next = buildWrite(anna, { now: before + 1_000 });
      await subject.memories.revise({
        ...next,
        id: old.id,
        reason: "edited",
        change: { status: "outdated" },
      });
      const [status] = (await seen(anna, null, { asOf: before })).relations.map(
        (relation) => relation.status,
      );
      expect(status).toBe("active");
      expect((await seen(anna)).relations[0]).toMatchObject({ status: "outdated", validTo: before + 1_000 });
      expect(toldBy(await seen(anna, null, { asOf: old.createdAt - 1 }))).toEqual([]);
    });

    test("is everybody's own: nobody else sees it, and the tenant sees all of it", async () => {
      const anna = buildPerson();
      const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
      await tell(subject, anna, { says: ["user lives_in Bonn"] });
      const { id } = await find(anna, "Bonn");
      for (const other of [ben, buildPerson()]) {
        expect(await around(other, "Bonn")).toBeNull();
        expect(await around(other, null, { entity: { id } })).toBeNull();
        const nothing = { start: null, entities: [], relations: [], truncated: false, next: null };
        expect(await list(other)).toEqual(nothing);
      }
      const tenant = buildActor({ tenantId: anna.tenantId });
      expect(toldBy(await seen(tenant, null, { entity: { id } }))).toEqual(["user lives_in Bonn"]);
    });

    test("is found by a name for a tenant, too: of several the newest, and for a person their own", async () => {
      const anna = buildPerson();
      const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
      const tenant = buildActor({ tenantId: anna.tenantId });
      await tell(subject, anna, { says: ["user lives_in Bonn"], notedAt: at(1) });
      await tell(subject, anna, { says: ["user likes tea"], notedAt: at(2) });
      await tell(subject, ben, { says: ["user visited Bonn"], notedAt: at(3) });
      await tell(subject, buildPerson(), { says: ["user left Bonn"], notedAt: at(4) });
      expect(toldBy(await seen(tenant, "TEA"))).toEqual(["user likes tea"]);
      expect(toldBy(await seen(tenant, "Bonn"))).toEqual(["user visited Bonn"]);
      expect(toldBy(await seen(anna, "Bonn"))).toEqual(["user lives_in Bonn"]);
      expect(await around(tenant, "Rome")).toBeNull();
    });

    test("is listed with what belongs together on a page, as it is or was believed", async () => {
      const anna = buildPerson();
      const tenant = buildActor({ tenantId: anna.tenantId });
      await tell(subject, anna, { names: { Mia: "person" }, notedAt: at(1) });
      await tell(subject, anna, { names: { Acme: "organization" }, notedAt: at(2) });
      await tell(subject, anna, { names: { Bonn: "place" }, notedAt: at(3) });
      const first = await tell(subject, anna, { says: ["Mia works_at Acme"] });
      await tell(subject, anna, { says: ["Acme seat_in Bonn"] });
      await tell(subject, anna, { says: ["Mia owns Acme"] });
      const all = await list(tenant);
      expect(toldBy(all)).toEqual(["Acme seat_in Bonn", "Mia owns Acme", "Mia works_at Acme"]);
      expect([all.start, all.truncated, all.relations.at(-1)?.memories[0]?.id]).toEqual([
        null,
        false,
        first.id,
      ]);
      expect(toldBy(await list(tenant, { limit: 2 }))).toEqual(["Mia owns Acme", "Mia works_at Acme"]);
      expect(toldBy(await list(anna, { asOf: first.createdAt - 1 }))).toEqual([]);
      const few = await list(tenant, { mostRelations: 1 });
      expect([toldBy(few), few.truncated, few.next]).toEqual([["Mia owns Acme"], true, null]);
    });

    test("is listed for a tenant page by page", async () => {
      const anna = buildPerson();
      const tenant = buildActor({ tenantId: anna.tenantId });
      await tell(subject, anna, { names: { Bonn: "place", Rex: "animal", Mia: "person" } });
      const first = await list(tenant, { limit: 2 });
      const rest = await list(tenant, { limit: 2, after: first.next });
      expect([first.entities.length, rest.entities.length, rest.next]).toEqual([2, 1, null]);
      expect([first.truncated, rest.truncated]).toEqual([true, false]);
      const listed = [...first.entities, ...rest.entities].map((entity) => entity.name);
      expect(listed.toSorted()).toEqual(["Bonn", "Mia", "Rex"]);
    });
  });

  describe(`entities that are one, in ${name}`, () => {
    test("go by both names, with all that was said of either, each once", async () => {
      const anna = buildPerson();
      const one = await tell(subject, anna, { says: ["Max friend_of user", "Max lives_in Bonn"] });
      const two = await tell(subject, anna, {
        says: ["Maximilian friend_of user", "Max same_as Maximilian"],
      });
      const [from, into] = [await find(anna, "Max"), await find(anna, "Maximilian")];
      expect(await merge(anna, from.id, into.id)).toEqual({
        outcome: "merged",
        into: into.id,
        mergedAt: at(9),
      });

      const merged = await seen(anna, null, { entity: { id: from.id } });
      expect(merged.start).toBe(into.id);
      expect(merged.entities[0]).toMatchObject({
        id: into.id,
        name: "Maximilian",
        aliases: ["Max"],
        merged: [{ id: from.id, name: "Max", mergedAt: at(9) }],
      });
      expect(toldBy(merged)).toEqual(["Maximilian friend_of user", "Maximilian lives_in Bonn"]);
      const friends = merged.relations.find(({ predicate }) => predicate === "friend_of")!;
      expect(friends.memories.map(({ id }) => id)).toEqual([two.id, one.id]);
      expect((await list(anna)).entities.map(({ id }) => id)).not.toContain(from.id);
    });

    test("are one for what is learnt later, too", async () => {
      const anna = buildPerson();
      await tell(subject, anna, { names: { Max: "person", Maximilian: "person" } });
      const [from, into] = [await find(anna, "Max"), await find(anna, "Maximilian")];
      await merge(anna, from.id, into.id);
      await tell(subject, anna, { says: ["Max likes tea"] });
      expect(toldBy(await seen(anna, "Maximilian"))).toEqual(["Maximilian likes tea"]);
    });

    test("are merged once, and lead to the last of a row", async () => {
      const anna = buildPerson();
      await tell(subject, anna, { names: { A: "person", B: "person", C: "person", D: "person" } });
      const [a, b, c, d] = await Promise.all(["A", "B", "C", "D"].map((each) => find(anna, each)));
      await merge(anna, a!.id, b!.id);
      expect(await merge(anna, a!.id, b!.id, { now: at(20) })).toMatchObject({ mergedAt: at(9) });
      await merge(anna, b!.id, c!.id, { now: at(10) });
      expect(await merge(anna, d!.id, a!.id)).toMatchObject({ outcome: "merged", into: c!.id });
      const { start, entities } = await seen(anna, null, { entity: { id: a!.id } });
      expect(start).toBe(c!.id);
      expect(entities[0]?.aliases.toSorted()).toEqual(["A", "B", "D"]);
      expect(entities[0]?.merged.map((one) => one.name).toSorted()).toEqual(["A", "B", "D"]);
    });

    test("make no circle, and no somebody else of the person", async () => {
      const anna = buildPerson();
      await tell(subject, anna, { says: ["user likes A"], names: { A: "person", B: "person", C: "person" } });
      const [a, b, c] = await Promise.all(["A", "B", "C"].map((each) => find(anna, each)));
      const self = (await seen(anna)).start!;
      await merge(anna, a!.id, b!.id);
      expect(await merge(anna, b!.id, a!.id)).toEqual({ outcome: "same" });
      expect(await merge(anna, a!.id, c!.id)).toEqual({ outcome: "merged_elsewhere" });
      expect(await merge(anna, self, b!.id)).toEqual({ outcome: "is_self" });
      expect(await merge(anna, c!.id, self)).toMatchObject({ outcome: "merged", into: self });
      expect((await seen(anna)).entities[0]?.aliases).toEqual(["C"]);
    });

    test("are one person's", async () => {
      const anna = buildPerson();
      const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
      for (const person of [anna, ben])
        await tell(subject, person, { names: { Max: "person", Mia: "person" } });
      const [max, mia, bens] = [await find(anna, "Max"), await find(anna, "Mia"), await find(ben, "Max")];
      const tenant = buildActor({ tenantId: anna.tenantId });
      expect(await merge(ben, max.id, bens.id)).toEqual({ outcome: "unknown", id: max.id });
      for (const actor of [anna, tenant]) {
        expect(await merge(actor, max.id, bens.id)).toEqual({ outcome: "unknown", id: bens.id });
      }
      expect(await merge(buildPerson(), max.id, mia.id)).toEqual({ outcome: "unknown", id: max.id });
      expect(await merge(tenant, max.id, mia.id)).toMatchObject({ outcome: "merged" });
    });

    test("are told again under their key as they were, and a key is good for one call", async () => {
      const anna = buildPerson();
      await tell(subject, anna, { names: { Max: "person", Mia: "person", Moe: "person" } });
      const [max, mia, moe] = [await find(anna, "Max"), await find(anna, "Mia"), await find(anna, "Moe")];
      const claim = { route: "/v1/graph/merge", key: "once", requestHash: "aa" };
      const first = await merge(anna, max.id, mia.id, { idempotency: claim });
      await merge(anna, mia.id, moe.id, { now: at(10) });
      expect(await merge(anna, max.id, mia.id, { idempotency: claim, now: at(9) + 1 })).toEqual(first);
      const other = { ...claim, requestHash: "bb" };
      expect(await merge(anna, max.id, moe.id, { idempotency: other, now: at(9) + 2 })).toEqual({
        outcome: "mismatch",
      });
    });
  });
}

describeGraph("the fake", fakeGraphSubject);
describeGraph("Postgres", () => postgresGraphSubject(inject("databaseUrl")));
