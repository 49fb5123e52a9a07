import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import type { Actor } from "#shared/ports/actor.ts";
import type { NewMemory } from "#shared/ports/memories.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildCreation, buildMemory } from "#test/builders/build-memory.ts";
import { fakeMemory, type MemorySubject, postgresMemory, write } from "./memory-subject.ts";

const model = "fake-embedding";
const claim = { route: "/v1/memories", key: "k1", requestHash: "aa".repeat(32) };

function describeMemories(name: string, make: () => MemorySubject): void {
  const subject = make();
  const { memories } = subject;

  async function create(actor: Actor, given: Parameters<typeof buildMemory>[0] = {}): Promise<NewMemory> {
    const memory = buildMemory(given);
    const creation = buildCreation(actor, memory);
    const { supersedes } = memory;
    expect(await memories.create(creation)).toEqual({ outcome: "stored", pending: true, supersedes });
    return memory;
  }

  describe(`memories in ${name}`, () => {
    test("are found as they were stored", async () => {
      const actor = buildActor({ userId: "anna" });
      const [one, two] = await write(subject, actor, {}, {});
      const memory = await create(actor, {
        type: "health",
        content: "Zeile 🙂 {a,b} $1 'x'",
        importance: 0.123456,
        provenance: "messages",
        sourceMessageIds: [two!.id, one!.id],
        validFrom: Date.UTC(2020, 1, 2, 3, 4, 5, 6),
        validTo: Date.UTC(2021, 1, 2),
        metadata: { deep: [1, { two: null }] },
      });
      const { textHash: _, ...shown } = memory;
      expect(await memories.find(actor, memory.id, model)).toEqual({
        ...shown,
        userId: "anna",
        status: "active",
        supersededBy: null,
        embeddingStatus: "pending",
        version: 1,
        updatedAt: memory.createdAt,
      });
    });

    test("are seen by their user and by their tenant, and by nobody else", async () => {
      const tenant = buildActor();
      const userOf = (userId: string) => buildActor({ tenantId: tenant.tenantId, userId });
      const annas = await create(userOf("anna"));
      const nobodys = await create(tenant);
      const seen = async (actor: Actor, { id }: NewMemory) =>
        (await memories.find(actor, id, model)) !== null;
      expect(await seen(userOf("anna"), annas)).toBe(true);
      expect(await seen(tenant, annas)).toBe(true);
      expect(await seen(userOf("ben"), annas)).toBe(false);
      expect(await seen(userOf("anna"), nobodys)).toBe(false);
      expect(await seen(buildActor({ userId: "anna" }), annas)).toBe(false);
    });

    test("rest on messages of their own owner only, or are not stored", async () => {
      const tenant = buildActor();
      const anna = buildActor({ tenantId: tenant.tenantId, userId: "anna" });
      const [annas, bens] = await write(subject, tenant, { userId: "anna" }, { userId: "ben" });
      const unknown = [bens!.id, uuidv7(), (await write(subject, buildActor(), {}))[0]!.id];
      for (const id of unknown) {
        const memory = buildMemory({ sourceMessageIds: [annas!.id, id] });
        expect(await memories.create(buildCreation(anna, memory, { idempotency: claim }))).toEqual({
          outcome: "message_unknown",
          id,
        });
        expect(await memories.find(tenant, memory.id, model)).toBeNull();
      }
      const good = buildMemory({ sourceMessageIds: [annas!.id] });
      expect(await memories.create(buildCreation(anna, good, { idempotency: claim }))).toMatchObject({
        outcome: "stored",
      });
    });

    test("of a tenant that does not exist are not stored for a caller who may not make it", async () => {
      const actor = buildActor({ mayProvision: false });
      const creation = buildCreation(actor, buildMemory(), { idempotency: claim });
      expect(await memories.create(creation)).toEqual({ outcome: "tenant_unknown" });
      expect(await memories.create({ ...creation, actor: { ...actor, mayProvision: true } })).toMatchObject({
        outcome: "stored",
      });
    });

    test("are embedded by a job of their own, in every version", async () => {
      const actor = buildActor();
      const memory = buildMemory({ content: "to embed" });
      const creation = buildCreation(actor, memory);
      await memories.create(creation);
      expect(await subject.outboxOf(actor.tenantId)).toMatchObject([
        { id: creation.outboxId, messageIds: [], memoryIds: [memory.id], dueAt: creation.now + 60_000 },
      ]);
      const texts = await subject.embeddings.findUnembedded(actor.tenantId, [memory.id], model);
      const { ownerId } = actor;
      const { textHash } = memory;
      expect(texts).toEqual([{ ownerId, textHash, name: null, content: "to embed" }]);
      await subject.embeddings.finish({
        tenantId: actor.tenantId,
        model,
        dimensions: 1,
        itemIds: [memory.id],
        embeddings: [{ ownerId, textHash, vector: [1] }],
        outboxIds: [creation.outboxId],
        now: Date.now(),
      });
      expect((await memories.find(actor, memory.id, model))?.embeddingStatus).toBe("ready");
      expect(await subject.outboxOf(actor.tenantId)).toEqual([]);
      const again = buildCreation(actor, buildMemory({ content: "to embed" }));
      expect(await memories.create(again)).toEqual({ outcome: "stored", pending: false, supersedes: null });
      expect(await subject.outboxOf(actor.tenantId)).toEqual([]);
    });
  });

  describe(`a repeated creation under one key in ${name}`, () => {
    const creationOf = (actor: Actor, requestHash = claim.requestHash, given = {}) =>
      buildCreation(actor, buildMemory(given), { idempotency: { ...claim, requestHash } });

    test("gets the first id and stores nothing", async () => {
      const actor = buildActor();
      const first = creationOf(actor);
      await memories.create(first);
      expect(await memories.create(creationOf(actor))).toEqual({
        outcome: "repeated",
        id: first.memory.id,
        pending: true,
        supersedes: null,
      });
      expect(await memories.create(creationOf(actor, "bb".repeat(32)))).toEqual({ outcome: "mismatch" });
      expect(await subject.count("memories", actor.tenantId)).toBe(1);
    });

    test("gets it though what it replaces is replaced by now, and of many at once one stores", async () => {
      const actor = buildActor({ userId: "anna" });
      const old = await create(actor);
      const creations = Array.from({ length: 20 }, () =>
        creationOf(actor, claim.requestHash, { supersedes: old.id }),
      );
      const answers = await Promise.all(creations.map((creation) => memories.create(creation)));
      expect(answers.filter(({ outcome }) => outcome === "stored")).toHaveLength(1);
      expect(answers.filter(({ outcome }) => outcome === "repeated")).toHaveLength(19);
      expect(await subject.count("memories", actor.tenantId)).toBe(2);
    });
  });

  describe(`a memory that replaces another in ${name}`, () => {
    test("outdates it from the time on that the new one is true", async () => {
      const actor = buildActor();
      const validFrom = Date.UTC(2024, 5, 1);
      const old = await create(actor, { content: "lives in Bonn", validFrom: Date.UTC(2020, 0, 1) });
      const next = await create(actor, { content: "lives in Rome", supersedes: old.id, validFrom });
      expect(await memories.find(actor, old.id, model)).toMatchObject({
        content: "lives in Bonn",
        status: "outdated",
        version: 2,
        validTo: validFrom,
        supersededBy: next.id,
      });
      expect(await memories.find(actor, next.id, model)).toMatchObject({
        status: "active",
        supersedes: old.id,
      });
    });

    test("ends it now where it says nothing of its time, and never before it began or later than it ended", async () => {
      const actor = buildActor();
      const now = Date.now();
      const endOf = async (given: Partial<NewMemory>) => {
        const old = await create(actor, given);
        const next = buildMemory({ supersedes: old.id });
        await memories.create(buildCreation(actor, next, { now }));
        return (await memories.find(actor, old.id, model))?.validTo;
      };
      expect(await endOf({})).toBe(now);
      expect(await endOf({ validFrom: now + 5_000 })).toBe(now + 5_000);
      expect(await endOf({ validTo: now - 5_000 })).toBe(now - 5_000);
    });

    test("must name one of the same owner that nobody replaced", async () => {
      const tenant = buildActor();
      const anna = buildActor({ tenantId: tenant.tenantId, userId: "anna" });
      const strangers = [uuidv7(), (await create(tenant)).id, (await create(buildActor())).id];
      const replace = (supersedes: string) =>
        memories.create(buildCreation(anna, buildMemory({ supersedes })));
      for (const id of strangers) expect(await replace(id)).toEqual({ outcome: "memory_unknown" });
      const { id } = await create(anna);
      const answers = await Promise.all(Array.from({ length: 10 }, () => replace(id)));
      expect(answers.filter(({ outcome }) => outcome === "stored")).toHaveLength(1);
      expect(answers.filter(({ outcome }) => outcome === "superseded_already")).toHaveLength(9);
    });
  });
}

describeMemories("the fake", fakeMemory);
describeMemories("Postgres", () => postgresMemory(inject("databaseUrl")));
