import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { deriveTextHash } from "#shared/domain/access/derive-ids.ts";
import type { Actor } from "#shared/ports/actor.ts";
import type { MemoryWrite, Revised, ReviseMemory } from "#shared/ports/memories.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildCreation, buildMemory, buildWrite } from "#test/builders/build-memory.ts";
import { fakeMemory, type MemorySubject, postgresMemory, wholeHistory } from "./memory-subject.ts";

const model = "fake-embedding";
const claim = { route: "/v1/memories/{id}/feedback", key: "k1", requestHash: "aa".repeat(32) };
const useful = { nudge: { towards: 1, share: 0.2 } } as const;

function describeVersions(name: string, make: () => MemorySubject): void {
  const subject = make();
  const { memories } = subject;

  async function create(actor: Actor, given: Parameters<typeof buildMemory>[0] = {}): Promise<string> {
    const memory = buildMemory(given);
    await memories.create(buildCreation(actor, memory));
    return memory.id;
  }
  const revise = (
    actor: Actor,
    id: string,
    change: ReviseMemory["change"],
    given: Partial<MemoryWrite> = {},
  ): Promise<Revised> =>
    memories.revise({
      ...buildWrite(actor, given),
      id,
      change,
      reason: change.nudge ? "feedback" : "edited",
    });
  const contentOf = (content: string) => ({ content, textHash: deriveTextHash(null, content) });

  describe(`a memory that is revised in ${name}`, () => {
    test("says what is new, keeps the rest, and remembers what it said", async () => {
      const actor = buildActor({ userId: "anna" });
      const validFrom = Date.UTC(2020, 0, 1);
      const id = await create(actor, { content: "has a dog", validFrom, metadata: { a: 1 } });
      const now = Date.now() + 1_000;
      const revised = await revise(actor, id, contentOf("has two dogs"), { now });
      expect(revised).toMatchObject({
        outcome: "stored",
        memory: { id, content: "has two dogs", validFrom, metadata: { a: 1 }, version: 2, updatedAt: now },
      });
      await revise(
        actor,
        id,
        { type: "preference", importance: 0, status: "outdated", validFrom: null, metadata: {} },
        { now: now + 1_000 },
      );
      const current = await memories.find(actor, id, model);
      expect(current).toMatchObject({
        type: "preference",
        content: "has two dogs",
        importance: 0,
        status: "outdated",
        validFrom: null,
        metadata: {},
        version: 3,
      });
      const history = await memories.history(actor, id, wholeHistory, model);
      expect(history[0]).toMatchObject({ ...current, reason: "edited", supersededAt: null });
      expect(history).toMatchObject([
        { version: 3 },
        { version: 2, content: "has two dogs", reason: "edited", supersededAt: now + 1_000 },
        { version: 1, content: "has a dog", validFrom, reason: "created", supersededAt: now },
      ]);
      expect(history.map(({ createdAt }) => createdAt)).toEqual(Array(3).fill(current?.createdAt));
      const part = (after: number | null, limit: number) =>
        memories.history(actor, id, { after, limit }, model);
      expect(await part(null, 2)).toEqual(history.slice(0, 2));
      expect(await part(2, 2)).toEqual(history.slice(2));
      expect(await part(1, 2)).toEqual([]);
    });

    test("is never believed before the version it follows, though a clock goes wrong", async () => {
      const actor = buildActor();
      const id = await create(actor);
      await revise(actor, id, { importance: 0.1 }, { now: Date.now() - 3_600_000 });
      const [second, first] = await memories.history(actor, id, wholeHistory, model);
      expect(second?.updatedAt).toBe(first?.updatedAt);
      expect(first?.supersededAt).toBe(first?.updatedAt);
    });

    test("by many at once has a version of each", async () => {
      const actor = buildActor();
      const id = await create(actor, { importance: 0 });
      await Promise.all([
        ...Array.from({ length: 10 }, (_, at) => revise(actor, id, { metadata: { at } })),
        ...Array.from({ length: 10 }, () => revise(actor, id, useful)),
      ]);
      const history = await memories.history(actor, id, wholeHistory, model);
      expect(history.map(({ version }) => version)).toEqual(Array.from({ length: 21 }, (_, at) => 21 - at));
      expect(history.filter(({ supersededAt }) => supersededAt === null)).toHaveLength(1);
      const edits = history.flatMap(({ reason, metadata }) => (reason === "edited" ? [metadata.at] : []));
      expect(edits.toSorted()).toEqual(Array.from({ length: 10 }, (_, at) => at));
      expect(history[0]?.importance).toBeCloseTo(1 - 0.8 ** 10, 5);
    });

    test("must not end before it begins, by what it was or by what it becomes", async () => {
      const actor = buildActor();
      const id = await create(actor, { validFrom: 2_000 });
      expect(await revise(actor, id, { validTo: 1_999 })).toEqual({ outcome: "reversed" });
      expect(await revise(actor, id, { validTo: 1_999, validFrom: null })).toMatchObject({
        outcome: "stored",
      });
      expect(await revise(actor, id, { validFrom: 2_000 })).toEqual({ outcome: "reversed" });
      expect(await memories.history(actor, id, wholeHistory, model)).toHaveLength(2);
    });

    test("is not there for anybody else", async () => {
      const tenant = buildActor();
      const anna = buildActor({ tenantId: tenant.tenantId, userId: "anna" });
      const id = await create(anna);
      for (const actor of [buildActor(), buildActor({ tenantId: tenant.tenantId, userId: "ben" })]) {
        expect(await revise(actor, id, { importance: 1 })).toEqual({ outcome: "unknown" });
        expect(await memories.history(actor, id, wholeHistory, model)).toEqual([]);
      }
      expect(await revise(anna, uuidv7(), { importance: 1 })).toEqual({ outcome: "unknown" });
      expect(await revise(tenant, id, { importance: 1 })).toMatchObject({ outcome: "stored" });
      expect(await memories.find(anna, id, model)).toMatchObject({ importance: 1, userId: "anna" });
    });

    test("leaves a job for a text that is new, and none for one that is not", async () => {
      const actor = buildActor();
      const id = await create(actor, { content: "one" });
      const [first] = await subject.outboxOf(actor.tenantId);
      const vectors = (content: string) => [
        { ownerId: actor.ownerId, textHash: deriveTextHash(null, content), vector: [1] },
      ];
      const work = { tenantId: actor.tenantId, model, dimensions: 1, itemIds: [id], now: Date.now() };
      await subject.embeddings.finish({ ...work, embeddings: vectors("one"), outboxIds: [first!.id] });
      expect(await revise(actor, id, useful)).toMatchObject({ memory: { embeddingStatus: "ready" } });
      expect(await subject.outboxOf(actor.tenantId)).toEqual([]);
      expect(await revise(actor, id, contentOf("two"))).toMatchObject({
        memory: { embeddingStatus: "pending" },
      });
      expect(await subject.outboxOf(actor.tenantId)).toMatchObject([{ memoryIds: [id] }]);
      const texts = await subject.embeddings.findUnembedded(actor.tenantId, [id], model);
      expect(texts.map(({ content }) => content)).toEqual(["two"]);
    });
  });

  describe(`feedback in ${name}`, () => {
    test("moves importance a share of its way, never past 0 or 1", async () => {
      const actor = buildActor();
      const id = await create(actor, { importance: 0.5 });
      const importanceAfter = async (change: ReviseMemory["change"]) => {
        const revised = await revise(actor, id, change);
        return "memory" in revised ? revised.memory.importance : null;
      };
      expect(await importanceAfter(useful)).toBe(0.6);
      expect(await importanceAfter({ nudge: { towards: 0, share: 0.2 } })).toBe(0.48);
      for (let time = 0; time < 80; time++) await revise(actor, id, useful);
      expect(await importanceAfter(useful)).toBeLessThanOrEqual(1);
    });

    test("that is repeated under its key moves it once and gives the first answer", async () => {
      const actor = buildActor();
      const id = await create(actor, { importance: 0.5 });
      const first = await revise(actor, id, useful, { idempotency: claim });
      await revise(actor, id, { importance: 0.9 });
      const again = await revise(actor, id, useful, { idempotency: claim });
      expect(again).toEqual({ ...first, outcome: "repeated" });
      const other = { ...claim, requestHash: "bb".repeat(32) };
      expect(await revise(actor, id, useful, { idempotency: other })).toEqual({ outcome: "mismatch" });
      expect(await memories.find(actor, id, model)).toMatchObject({ importance: 0.9, version: 3 });
    });

    test("that is repeated under its key gives the first answer, though it would not fit any more", async () => {
      const actor = buildActor();
      const id = await create(actor, { validFrom: 1_000 });
      const ending = { validTo: 2_000 };
      const first = await revise(actor, id, ending, { idempotency: claim });
      expect(first).toMatchObject({ outcome: "stored", memory: { validTo: 2_000 } });
      await revise(actor, id, { validFrom: 3_000, validTo: null });
      expect(await revise(actor, id, ending, { idempotency: claim })).toEqual({
        ...first,
        outcome: "repeated",
      });
      const other = { ...claim, requestHash: "bb".repeat(32) };
      expect(await revise(actor, id, ending, { idempotency: other })).toEqual({ outcome: "mismatch" });
      const anew = { ...claim, key: "another" };
      expect(await revise(actor, id, ending, { idempotency: anew })).toEqual({ outcome: "reversed" });
      expect(await memories.find(actor, id, model)).toMatchObject({ validFrom: 3_000, version: 3 });
    });
  });
}

describeVersions("the fake", fakeMemory);
describeVersions("Postgres", () => postgresMemory(inject("databaseUrl")));
