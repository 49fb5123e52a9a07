import { describe, expect, inject, test } from "vitest";
import type { Actor } from "#shared/ports/actor.ts";
import type { ReviseMemory } from "#shared/ports/memories.ts";
import type { MemoryMatch, MemoryQuery } from "#shared/ports/memory-index.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildCreation, buildMemory, buildWrite } from "#test/builders/build-memory.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import { fakeMemory, findMatches, type MemorySubject, postgresMemory, write } from "./memory-subject.ts";

type Given = Parameters<typeof buildMemory>[0];
const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

async function believe(subject: MemorySubject, actor: Actor, given: Given): Promise<string> {
  const memory = buildMemory(given);
  expect(await subject.memories.create(buildCreation(actor, memory))).toMatchObject({ outcome: "stored" });
  return memory.id;
}

function describeBeliefs(name: string, make: () => MemorySubject): void {
  const subject = make();
  const find = (actor: Actor, query: Partial<MemoryQuery> = {}): Promise<readonly MemoryMatch[]> =>
    findMatches(subject, actor, buildQuery(query));

  describe(`a memory in ${name}`, () => {
    test("is found by its words beside the messages, and shown whole", async () => {
      const actor = buildActor({ userId: "anna" });
      const [said] = await write(subject, actor, { content: "python all day" });
      const id = await believe(subject, actor, {
        content: "likes python",
        type: "preference",
        importance: 0.9,
        metadata: { a: 1 },
        sourceMessageIds: [said!.id],
      });
      const found = await find(actor);
      expect(idsOf(found).toSorted()).toEqual([said!.id, id].toSorted());
      expect(found.find((match) => match.kind === "memory")).toMatchObject({
        id,
        content: "likes python",
        type: "preference",
        importance: 0.9,
        metadata: { a: 1 },
        sourceMessageIds: [said!.id],
      });
    });

    test("is left out when only messages are wanted, and alone when only memories are", async () => {
      const actor = buildActor();
      const [said] = await write(subject, actor, { content: "python" });
      const id = await believe(subject, actor, { content: "python" });
      expect(idsOf(await find(actor, { wantsMemories: false }))).toEqual([said!.id]);
      expect(idsOf(await find(actor, { wantsMessages: false }))).toEqual([id]);
    });

    test("may be asked for by type, metadata and time", async () => {
      const actor = buildActor();
      const now = Date.now();
      const plan = await believe(subject, actor, {
        content: "python",
        type: "plan",
        metadata: { of: "work" },
      });
      const fact = await believe(subject, actor, { content: "python", type: "fact" });
      const only = { wantsMessages: false };
      expect(idsOf(await find(actor, { ...only, types: ["plan"] }))).toEqual([plan]);
      expect(idsOf(await find(actor, { ...only, types: ["fact", "event"] }))).toEqual([fact]);
      expect(idsOf(await find(actor, { metadata: { of: "work" } }))).toEqual([plan]);
      expect(await find(actor, { since: now + 3_600_000, asOf: now + 7_200_000 })).toEqual([]);
      expect(idsOf(await find(actor, { until: now + 3_600_000 })).toSorted()).toEqual(
        [plan, fact].toSorted(),
      );
    });

    test("is in a conversation when it rests on a message of it", async () => {
      const actor = buildActor();
      const only = { wantsMessages: false };
      const [said] = await write(subject, actor, { content: "tea", clientConversationId: "c1" });
      const id = await believe(subject, actor, { content: "python", sourceMessageIds: [said!.id] });
      await believe(subject, actor, { content: "python" });
      expect(idsOf(await find(actor, { ...only, clientConversationId: "c1" }))).toEqual([id]);
      expect(await find(actor, { ...only, clientConversationId: "c2" })).toEqual([]);
    });

    test("that is outdated is found only when asked for, or as of a time when it held", async () => {
      const actor = buildActor();
      const old = await believe(subject, actor, { content: "lives in python town" });
      const next = await believe(subject, actor, { content: "left python town", supersedes: old });
      expect(idsOf(await find(actor))).toEqual([next]);
      expect(idsOf(await find(actor, { statuses: ["outdated"] }))).toEqual([old]);
      expect(idsOf(await find(actor, { statuses: ["active", "outdated"] })).toSorted()).toEqual(
        [old, next].toSorted(),
      );
    });

    test("is found by what it says now, and by what it said as of then", async () => {
      const actor = buildActor();
      const id = await believe(subject, actor, { content: "likes python" });
      const created = (await subject.memories.find(actor, id, "fake-embedding"))!.createdAt;
      await subject.memories.revise({
        ...buildWrite(actor),
        id,
        reason: "edited",
        change: { content: "likes violins", textHash: "ab".repeat(32) },
        now: created + 60_000,
      });
      const [before, after] = [created + 1, created + 120_000];
      expect(await find(actor, { asOf: after })).toEqual([]);
      expect(await find(actor, { asOf: after, text: "violins" })).toMatchObject([
        { id, content: "likes violins" },
      ]);
      expect(await find(actor, { asOf: before, looksBack: true })).toMatchObject([
        { id, content: "likes python" },
      ]);
      expect(await find(actor, { asOf: created - 1, looksBack: true })).toEqual([]);
    });

    test("weighs as of then what it weighs now", async () => {
      const actor = buildActor();
      const id = await believe(subject, actor, { content: "likes python", importance: 0.2 });
      const created = (await subject.memories.find(actor, id, "fake-embedding"))!.createdAt;
      const revise = (at: number, change: ReviseMemory["change"]) =>
        subject.memories.revise({ ...buildWrite(actor), id, reason: "edited", change, now: created + at });
      await revise(60_000, { content: "likes violins", textHash: "ab".repeat(32) });
      await revise(120_000, { importance: 0.9 });
      for (const content of ["likes python", "likes violins"]) {
        const asOf = created + (content === "likes python" ? 1 : 60_001);
        const [found] = await find(actor, { asOf, looksBack: true, text: content });
        expect(found).toMatchObject({ id, content, importance: 0.9 });
        const { similarity, decay, score } = found!;
        expect(score).toBeCloseTo(0.6 * similarity + 0.3 * 0.9 + 0.1 * decay, 5);
      }
    });

    test("is nobody else's", async () => {
      const anna = buildActor({ userId: "anna" });
      const id = await believe(subject, anna, { content: "python" });
      const ben = buildActor({ tenantId: anna.tenantId, userId: "ben" });
      expect(await find(ben)).toEqual([]);
      expect(await find(buildActor())).toEqual([]);
      expect(idsOf(await find(buildActor({ tenantId: anna.tenantId })))).toEqual([id]);
    });

    test("is gone once it is erased", async () => {
      const actor = buildActor();
      const id = await believe(subject, actor, { content: "python" });
      await subject.memories.erase(actor, id);
      expect(await find(actor)).toEqual([]);
    });
  });
}

describeBeliefs("the fake", fakeMemory);
describeBeliefs("Postgres", () => postgresMemory(inject("databaseUrl")));
