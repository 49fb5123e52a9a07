import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deriveConversationId } from "#shared/domain/access/derive-ids.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildCreation, buildMemory, buildWrite } from "#test/builders/build-memory.ts";
import { failing, jobOf, model, type Started, subjects } from "./failing.ts";
import { embed, type MemorySubject } from "./memory-subject.ts";

describe.each(subjects)("%s", (name, start) => {
  let started: Started;
  let subject: MemorySubject;
  beforeAll(async () => {
    started = await start();
    subject = started.subject;
  });
  afterAll(() => started.close());
  const { say, giveUp, statusOf, failedOf } = failing(() => subject);

  describe(`a text that failed in ${name}`, () => {
    test("is ready once it has a vector, and its job is no longer listed as failed", async () => {
      const actor = buildActor();
      const { messages, job } = await say(actor, { content: "one" }, { content: "two" });
      await giveUp(actor, [job]);
      await embed(subject, actor, messages[0]!, [1]);
      expect(await statusOf(actor, messages[0]!)).toBe("ready");
      expect(await failedOf(actor)).toHaveLength(1);
      await embed(subject, actor, messages[1]!, [1]);
      expect(await failedOf(actor)).toEqual([]);
      expect(await failedOf(actor, "retried")).toMatchObject([{ id: job.id }]);
    });

    test.each([
      ["at once", true],
      ["one after the other", false],
    ])("takes every job along that failed on it, %s", async (_when, atOnce) => {
      const actor = buildActor();
      const one = await say(actor, { content: "the same" });
      const other = await say(actor, { content: "the same" });
      for (const jobs of atOnce ? [[one.job, other.job]] : [[one.job], [other.job]])
        await giveUp(actor, jobs);
      expect(await failedOf(actor)).toHaveLength(1);
      await embed(subject, actor, one.messages[0]!, [1]);
      expect(await failedOf(actor)).toEqual([]);
    });

    test("that is said again is tried again", async () => {
      const actor = buildActor();
      const { messages, job } = await say(actor, { content: "one" });
      await giveUp(actor, [job]);
      const again = await say(actor, { content: "one" });
      for (const { id } of [...messages, ...again.messages])
        expect(await statusOf(actor, { id })).toBe("pending");
    });

    test("that is remembered or judged again is tried again", async () => {
      const actor = buildActor();
      const memory = buildMemory();
      await subject.memories.create(buildCreation(actor, memory));
      const job = jobOf(uuidv7(), [], { memoryIds: [memory.id] });
      const status = async () => (await subject.memories.find(actor, memory.id, model))?.embeddingStatus;
      await giveUp(actor, [job]);
      await subject.memories.create(buildCreation(actor, buildMemory()));
      expect(await status()).toBe("pending");
      await giveUp(actor, [job]);
      const judged = {
        ...buildWrite(actor),
        id: memory.id,
        reason: "feedback",
        change: { importance: 1 },
      } as const;
      expect(await subject.memories.revise(judged)).toMatchObject({ memory: { embeddingStatus: "pending" } });
      expect(await status()).toBe("pending");
    });

    test.each([
      ["its person", { userId: "anna" }],
      ["nobody", {}],
    ])("takes its job along once all that failed in it was written anew, by %s", async (_who, given) => {
      const actor = buildActor(given);
      const texts = [{ content: "one" }, { content: "two" }, { content: "three" }];
      const { messages, job } = await say(actor, ...texts);
      await giveUp(actor, [job]);
      await say(actor, texts[0]!);
      expect(await failedOf(actor)).toMatchObject([{ id: job.id }]);
      await Promise.all([
        say(actor, texts[1]!),
        subject.memories.create(buildCreation(actor, buildMemory({ content: "three" }))),
      ]);
      expect(await failedOf(actor)).toEqual([]);
      expect(await failedOf(actor, "retried")).toMatchObject([
        { id: job.id, retriedAt: expect.any(Number), messageIds: messages.map(({ id }) => id) },
      ]);
    });

    test("takes its job along where it is erased", async () => {
      const actor = buildActor({ userId: "anna" });
      const { job } = await say(actor, { content: "one" });
      await giveUp(actor, [job]);
      await subject.memories.clear(actor, deriveConversationId(actor.ownerId, "conversation"));
      expect(await failedOf(actor)).toEqual([]);
    });

    test("is forgotten where it is erased", async () => {
      const actor = buildActor();
      const { messages, job } = await say(actor, { content: "one" });
      const memory = buildMemory();
      await subject.memories.create(buildCreation(actor, memory));
      await giveUp(actor, [job, jobOf(uuidv7(), [], { memoryIds: [memory.id] })]);
      expect(await subject.count("embedding_failures", actor.tenantId)).toBe(2);
      await subject.memories.erase(actor, memory.id);
      expect(await subject.count("embedding_failures", actor.tenantId)).toBe(1);
      await subject.memories.clear(actor, deriveConversationId(actor.ownerId, "conversation"));
      expect(await subject.messages.find(actor, messages[0]!.id, model)).toBeNull();
      expect(await subject.count("embedding_failures", actor.tenantId)).toBe(0);
      await giveUp(actor, [job]);
      expect(await subject.count("embedding_failures", actor.tenantId)).toBe(0);
    });

    test("never stands beside its vector, however workers race", async () => {
      for (let round = 0; round < 8; round++) {
        const actor = buildActor();
        const { messages, job } = await say(actor, { content: "one" });
        const works = [() => giveUp(actor, [job]), () => embed(subject, actor, messages[0]!, [1])];
        await Promise.all([...works, ...works.toReversed()].map((work) => work()));
        expect(await statusOf(actor, messages[0]!)).toBe("ready");
        expect(await subject.count("embedding_failures", actor.tenantId)).toBe(0);
        expect(await failedOf(actor)).toEqual([]);
      }
    });
  });
});
