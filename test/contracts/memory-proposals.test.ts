import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresPersonRecords } from "#shared/adapters/postgres/people/records/postgres-person-records.ts";
import { instantOfId } from "#shared/domain/access/derive-ids.ts";
import type { Actor } from "#shared/ports/actor.ts";
import type { ProposeMemory } from "#shared/ports/memories.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildCreation, buildMemory, buildWrite } from "#test/builders/build-memory.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeMemory, type MemorySubject, postgresMemory, wholeHistory, write } from "./memory-subject.ts";

const model = "fake-embedding";
const claim = { route: "/v1/memories", key: "k1", requestHash: "aa".repeat(32) };

function buildProposal(
  actor: Actor,
  draft: Partial<ProposeMemory["draft"]> = {},
  given: Partial<ProposeMemory> = {},
): ProposeMemory {
  const id = uuidv7();
  const fact = { type: "fact", content: "Anna has a dog", importance: 0.5, metadata: { a: 1 } } as const;
  const period = { validFrom: Date.UTC(2026, 0, 1), validTo: null };
  return {
    actor,
    draft: { id, ...fact, ...period, sourceMessageIds: [], createdAt: instantOfId(id), ...draft },
    requestId: "request",
    now: Date.now(),
    idempotency: null,
    ...given,
  };
}

function describeProposals(name: string, make: () => MemorySubject): void {
  const subject = make();
  const { memories } = subject;
  const find = (actor: Actor, { draft }: ProposeMemory) => memories.find(actor, draft.id, model);

  describe(`a proposed memory in ${name}`, () => {
    test("is found as it will be, by those who will find it, and is none yet", async () => {
      const anna = buildActor({ userId: "anna" });
      const [message] = await write(subject, anna, {});
      const proposal = buildProposal(anna, { sourceMessageIds: [message!.id] });
      expect(await memories.propose(proposal)).toEqual({ outcome: "stored" });
      const shown = {
        ...proposal.draft,
        ...{ userId: "anna", provenance: "messages", status: "active", supersedes: null, supersededBy: null },
        ...{ embeddingStatus: "pending", version: 1, updatedAt: proposal.draft.createdAt },
        consolidation: "pending",
      };
      expect(await find(anna, proposal)).toEqual(shown);
      expect(await find(buildActor({ tenantId: anna.tenantId }), proposal)).toEqual(shown);
      expect(await find(buildActor({ tenantId: anna.tenantId, userId: "ben" }), proposal)).toBeNull();
      expect(await find(buildActor(), proposal)).toBeNull();
      const list = { types: null, statuses: null, after: null, limit: 9 };
      expect(await memories.list(anna, list, model)).toEqual([]);
    });

    test("has one version in its history, which cannot be changed yet", async () => {
      const anna = buildActor({ userId: "anna" });
      const ben = buildActor({ tenantId: anna.tenantId, userId: "ben" });
      const proposal = buildProposal(anna);
      const { id } = proposal.draft;
      await memories.propose(proposal);
      const version = { reason: "created", note: null, supersededAt: null };
      const first = [{ ...(await find(anna, proposal)), ...version }];
      expect(await memories.history(anna, id, wholeHistory, model)).toEqual(first);
      expect(
        await memories.history(buildActor({ tenantId: anna.tenantId }), id, wholeHistory, model),
      ).toEqual(first);
      expect(await memories.history(ben, id, wholeHistory, model)).toEqual([]);
      const revision = { ...buildWrite(anna), id, reason: "edited", change: { importance: 1 } } as const;
      expect(await memories.revise(revision)).toEqual({ outcome: "unknown" });
    });

    test("leaves the job that settles it", async () => {
      const anna = buildActor({ userId: "anna" });
      const proposal = buildProposal(anna, {}, { now: 1_000 });
      await memories.propose(proposal);
      expect(await subject.outboxOf(anna.tenantId)).toMatchObject([
        { id: proposal.draft.id, requestId: "request", dueAt: 61_000 },
      ]);
    });

    test("comes twice under one key and is one, and another under it is refused", async () => {
      const anna = buildActor({ userId: "anna" });
      const first = buildProposal(anna, {}, { idempotency: claim });
      expect(await memories.propose(first)).toEqual({ outcome: "stored" });
      const again = buildProposal(anna, {}, { idempotency: claim });
      expect(await memories.propose(again)).toEqual({ outcome: "repeated", id: first.draft.id });
      expect(await find(anna, again)).toBeNull();
      const other = buildProposal(anna, {}, { idempotency: { ...claim, requestHash: "bb".repeat(32) } });
      expect(await memories.propose(other)).toEqual({ outcome: "mismatch" });
      expect(await subject.outboxOf(anna.tenantId)).toHaveLength(1);
    });

    test("of a type that needs consent, or on another's words, is not kept", async () => {
      const anna = buildActor({ userId: "anna" });
      const [bens] = await write(subject, buildActor({ tenantId: anna.tenantId, userId: "ben" }), {});
      const before = await subject.outboxOf(anna.tenantId);
      const health = buildProposal(anna, { type: "health" }, { idempotency: claim });
      expect(await memories.propose(health)).toEqual({ outcome: "type_refused" });
      const stolen = buildProposal(anna, { sourceMessageIds: [bens!.id] });
      expect(await memories.propose(stolen)).toEqual({ outcome: "message_unknown", id: bens!.id });
      expect(await find(anna, health)).toBeNull();
      expect(await subject.outboxOf(anna.tenantId)).toEqual(before);
      const unknown = buildProposal(buildActor({ mayProvision: false }));
      expect(await memories.propose(unknown)).toEqual({ outcome: "tenant_unknown" });
    });

    test("is erased as a memory is, by those who may", async () => {
      const anna = buildActor({ userId: "anna" });
      const proposal = buildProposal(anna);
      await memories.propose(proposal);
      const ben = buildActor({ tenantId: anna.tenantId, userId: "ben" });
      expect(await memories.erase(ben, proposal.draft.id)).toBe(false);
      expect(await memories.erase(anna, proposal.draft.id)).toBe(true);
      expect(await find(anna, proposal)).toBeNull();
      expect(await memories.erase(anna, proposal.draft.id)).toBe(false);
    });

    async function settled() {
      const anna = buildActor({ userId: "anna" });
      const known = buildMemory({ content: "Anna owns a dog" });
      await memories.create(buildCreation(anna, known));
      const proposal = buildProposal(anna);
      await memories.propose(proposal);
      await subject.settle(anna, proposal.draft.id, known.id);
      return { anna, known, proposal, ben: buildActor({ tenantId: anna.tenantId, userId: "ben" }) };
    }

    test("is superseded as the memory that it went into, by its owner", async () => {
      const { anna, known, proposal, ben } = await settled();
      const next = buildMemory({ content: "Anna has a cat", supersedes: proposal.draft.id });
      for (const actor of [ben, buildActor({ tenantId: anna.tenantId }), buildActor({ userId: "anna" })]) {
        expect(await memories.create(buildCreation(actor, next))).toEqual({ outcome: "memory_unknown" });
      }
      const supersedes = known.id;
      const creation = buildCreation(anna, next, { idempotency: claim });
      expect(await memories.create(creation)).toEqual({ outcome: "stored", pending: true, supersedes });
      expect(await memories.find(anna, next.id, model)).toMatchObject({ supersedes });
      expect(await find(anna, proposal)).toMatchObject({
        ...{ id: known.id, status: "outdated" },
        supersededBy: next.id,
      });
      const again = { ...next, id: uuidv7() };
      expect(await memories.create(buildCreation(anna, again, { idempotency: claim }))).toEqual({
        ...{ outcome: "repeated", id: next.id, pending: true, supersedes },
      });
      for (const id of [proposal.draft.id, known.id]) {
        const third = buildCreation(anna, buildMemory({ supersedes: id }));
        expect(await memories.create(third)).toEqual({ outcome: "superseded_already" });
      }
    });

    test("is superseded once, by whichever id several at once name it", async () => {
      const { anna, known, proposal } = await settled();
      const ids = [proposal.draft.id, known.id, proposal.draft.id, known.id];
      const created = await Promise.all(
        ids.map((supersedes) => memories.create(buildCreation(anna, buildMemory({ supersedes })))),
      );
      expect(created.map(({ outcome }) => outcome).toSorted()).toEqual([
        ...["stored", "superseded_already", "superseded_already", "superseded_already"],
      ]);
    });

    test("is read, changed and erased as the memory that it went into, by those who may", async () => {
      const { anna, known, proposal, ben } = await settled();
      const { id } = proposal.draft;
      const revise = (actor: Actor) =>
        memories.revise({ ...buildWrite(actor), id, reason: "edited", change: { importance: 1 } });
      expect(await revise(ben)).toEqual({ outcome: "unknown" });
      expect(await revise(anna)).toMatchObject({ outcome: "stored", memory: { id: known.id, version: 2 } });
      const historyOf = (asked: string) => memories.history(anna, asked, wholeHistory, model);
      expect(await historyOf(id)).toEqual(await historyOf(known.id));
      expect([await find(ben, proposal), await memories.erase(ben, id)]).toEqual([null, false]);
      expect(await memories.erase(anna, id)).toBe(true);
      expect([await find(anna, proposal), await memories.find(anna, known.id, model)]).toEqual([null, null]);
    });

    test("cannot be superseded while it waits", async () => {
      const anna = buildActor({ userId: "anna" });
      const proposal = buildProposal(anna);
      await memories.propose(proposal);
      const next = buildMemory({ supersedes: proposal.draft.id });
      expect(await memories.create(buildCreation(anna, next))).toEqual({ outcome: "memory_unknown" });
    });

    test("goes with the conversation that alone it rests on", async () => {
      const anna = buildActor({ userId: "anna" });
      const [here] = await write(subject, anna, {});
      const [there] = await write(subject, anna, { clientConversationId: "another" });
      const proposals = [[here!.id], [here!.id, there!.id], [there!.id], []].map((sourceMessageIds) =>
        buildProposal(anna, { sourceMessageIds }),
      );
      for (const proposal of proposals) await memories.propose(proposal);
      await memories.clear(anna, here!.conversationId);
      const left = await Promise.all(proposals.map((proposal) => find(anna, proposal)));
      expect(left.map((draft) => draft !== null)).toEqual([false, true, true, true]);
    });

    test("is kept before that is cleared or not at all, and so is never there without it", async () => {
      const anna = buildActor({ userId: "anna" });
      const clear = async (at: number) => {
        const [message] = await write(subject, anna, { clientConversationId: `c${at}` });
        const proposal = buildProposal(anna, { sourceMessageIds: [message!.id] });
        await Promise.all([memories.propose(proposal), memories.clear(anna, message!.conversationId)]);
        return await find(anna, proposal);
      };
      const left = await Promise.all(Array.from({ length: 20 }, (_, at) => clear(at)));
      expect(left.filter((draft) => draft !== null)).toEqual([]);
    });
  });
}

describeProposals("the fake", fakeMemory);
describeProposals("Postgres", () => postgresMemory(inject("databaseUrl")));

test("a proposed memory stands in the export of its person while it waits", async () => {
  const url = inject("databaseUrl");
  const { memories } = postgresMemory(url);
  const [anna, ben] = ["anna", "ben"].map((userId) => buildActor({ tenantId: "proposals", userId }));
  const proposal = buildProposal(anna!);
  await memories.propose(proposal);
  await memories.propose(buildProposal(ben!));
  const records = postgresPersonRecords(createDatabase({ url }));
  const person = buildPerson({ tenantId: "proposals", userId: "anna" });
  const { id, content, type, importance, metadata } = proposal.draft;
  const exported = await records.page(person, "proposed_memory", null, 10);
  expect(exported).toEqual({
    records: [expect.objectContaining({ id, content, type, importance, metadata })],
    next: null,
  });
  expect((await records.page(person, "proposed_memory", id, 10)).records).toEqual([]);
});
