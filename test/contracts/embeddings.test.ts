import { describe, expect, inject, test } from "vitest";
import type { Actor } from "#shared/ports/actor.ts";
import type { NewMessage } from "#shared/ports/messages.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import { fakeMemory, findMatches, type MemorySubject, postgresMemory } from "./memory-subject.ts";

const model = "fake-embedding";

function describeEmbeddings(name: string, make: () => MemorySubject): void {
  const subject = make();
  const { embeddings } = subject;

  async function append(
    actor: Actor,
    ...given: readonly Partial<Pick<NewMessage, "userId" | "name" | "content">>[]
  ) {
    const messages = given.map((each) => buildMessage(actor, each));
    const { outboxId } = buildAppend(actor, messages);
    await subject.messages.append(buildAppend(actor, messages, { outboxId }));
    return { messages, messageIds: messages.map(({ id }) => id), outboxId };
  }
  const workOf = (actor: Actor, messages: readonly NewMessage[], vector: readonly number[] = [1, 0]) => ({
    tenantId: actor.tenantId,
    model,
    dimensions: vector.length,
    itemIds: messages.map(({ id }) => id),
    embeddings: messages.map(({ ownerId, textHash }) => ({ ownerId, textHash, vector })),
    outboxIds: [] as string[],
    now: Date.now(),
  });

  describe(`what has no vector in ${name}`, () => {
    test("is each distinct text of each owner, once", async () => {
      const tenant = buildActor();
      const { messages, messageIds } = await append(
        tenant,
        { content: "same" },
        { content: "same" },
        { content: "same", name: "Anna" },
        { content: "same", userId: "anna" },
        { content: "other" },
      );
      const found = await embeddings.findUnembedded(tenant.tenantId, messageIds, model);
      const expected = [0, 2, 3, 4].map((at) => {
        const { ownerId, textHash, name, content } = messages[at]!;
        return { ownerId, textHash, name, content };
      });
      expect(found).toHaveLength(expected.length);
      expect(found).toEqual(expect.arrayContaining(expected));
    });

    test("is asked by model, and only of the messages that are named", async () => {
      const actor = buildActor();
      const { messages, messageIds } = await append(actor, { content: "one" }, { content: "two" });
      await embeddings.finish(workOf(actor, [messages[0]!]));
      const contentsOf = async (ids: readonly string[], of: string) =>
        (await embeddings.findUnembedded(actor.tenantId, ids, of)).map(({ content }) => content).toSorted();
      expect(await contentsOf(messageIds, model)).toEqual(["two"]);
      expect(await contentsOf(messageIds, "new-model")).toEqual(["one", "two"]);
      expect(await contentsOf([messageIds[0]!], model)).toEqual([]);
      expect(await contentsOf([], model)).toEqual([]);
    });

    test("is nothing of another tenant, whoever is named", async () => {
      const { messageIds } = await append(buildActor(), { content: "one" });
      expect(await embeddings.findUnembedded(buildActor().tenantId, messageIds, model)).toEqual([]);
    });
  });

  describe(`finished work in ${name}`, () => {
    test("is kept with its messages, and takes its jobs out of the outbox", async () => {
      const actor = buildActor();
      const first = await append(actor, { content: "one" });
      const second = await append(actor, { content: "two" });
      const messages = [...first.messages, ...second.messages];
      await embeddings.finish({ ...workOf(actor, messages), outboxIds: [first.outboxId] });
      expect(await subject.count("embeddings", actor.tenantId)).toBe(2);
      expect((await subject.outboxOf(actor.tenantId)).map(({ id }) => id)).toEqual([second.outboxId]);
    });

    test("of messages that are gone is not kept, and its jobs are closed", async () => {
      const actor = buildActor();
      const { messages, outboxId } = await append(actor, { content: "one" });
      const gone = buildMessage(actor, { content: "gone" });
      await embeddings.finish({ ...workOf(actor, [messages[0]!, gone]), outboxIds: [outboxId] });
      expect(await subject.count("embeddings", actor.tenantId)).toBe(1);
      expect(await subject.outboxOf(actor.tenantId)).toEqual([]);
    });

    test("for a text or an owner that its messages do not have is not kept", async () => {
      const actor = buildActor();
      const { messages } = await append(actor, { content: "one" }, { content: "two" });
      const [one, two] = messages as [NewMessage, NewMessage];
      const work = { ...workOf(actor, [two]), itemIds: [one.id] };
      await embeddings.finish(work);
      const stranger = { ownerId: buildActor().ownerId, textHash: one.textHash, vector: [1, 0] };
      await embeddings.finish({ ...work, embeddings: [stranger] });
      expect(await subject.count("embeddings", actor.tenantId)).toBe(0);
    });

    test("may be repeated: the vector that is there stays", async () => {
      const actor = buildActor();
      const { messages } = await append(actor, { content: "one" });
      await embeddings.finish(workOf(actor, messages, [1, 0]));
      await embeddings.finish(workOf(actor, messages, [0, 1]));
      expect(await subject.count("embeddings", actor.tenantId)).toBe(1);
      const [match] = await findMatches(subject, actor, buildQuery({ text: "none", vector: [1, 0] }));
      expect(match?.vector).toBe(1);
    });

    test("of several workers at once leaves one row for each text, in whichever order they write", async () => {
      const long = new Array<number>(384).fill(1);
      for (let round = 0; round < 6; round++) {
        const actor = buildActor();
        const given = Array.from({ length: 100 }, (_, at) => ({ content: `text ${at}` }));
        const { messages } = await append(actor, ...given);
        const orders = Array.from({ length: 8 }, (_, at) => (at % 2 ? messages : messages.toReversed()));
        await Promise.all(orders.map((order) => embeddings.finish(workOf(actor, order, long))));
        expect(await subject.count("embeddings", actor.tenantId)).toBe(100);
      }
    });

    test("with a vector of another length is refused whole, and its job stays", async () => {
      const actor = buildActor();
      const { messages, outboxId } = await append(actor, { content: "one" }, { content: "two" });
      const [good, bad] = workOf(actor, messages).embeddings;
      const work = { ...workOf(actor, messages), outboxIds: [outboxId] };
      await expect(
        embeddings.finish({ ...work, embeddings: [good!, { ...bad!, vector: [1, 2, 3] }] }),
      ).rejects.toThrow();
      expect(await subject.count("embeddings", actor.tenantId)).toBe(0);
      expect(await subject.outboxOf(actor.tenantId)).toHaveLength(1);
    });

    test("of one tenant touches nothing of another", async () => {
      const [mine, theirs] = [buildActor(), buildActor()];
      const { messages, outboxId } = await append(theirs, { content: "one" });
      await embeddings.finish({ ...workOf(mine, messages), outboxIds: [outboxId] });
      expect(await subject.count("embeddings", theirs.tenantId)).toBe(0);
      expect(await subject.count("embeddings", mine.tenantId)).toBe(0);
      expect(await subject.outboxOf(theirs.tenantId)).toHaveLength(1);
    });

    test("may be nothing but the closing of a job", async () => {
      const actor = buildActor();
      const { outboxId } = await append(actor, { content: "one" });
      await embeddings.finish({ ...workOf(actor, []), outboxIds: [outboxId] });
      expect(await subject.outboxOf(actor.tenantId)).toEqual([]);
    });
  });
}

describeEmbeddings("the fake", fakeMemory);
describeEmbeddings("Postgres", () => postgresMemory(inject("databaseUrl")));
