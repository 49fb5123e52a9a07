import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildCreation, buildMemory } from "#test/builders/build-memory.ts";
import { failing, jobOf, model, now, type Started, subjects } from "./failing.ts";
import { embed, type MemorySubject, wholeHistory } from "./memory-subject.ts";

describe.each(subjects)("%s", (name, start) => {
  let started: Started;
  let subject: MemorySubject;
  beforeAll(async () => {
    started = await start();
    subject = started.subject;
  });
  afterAll(() => started.close());
  const { say, giveUp, statusOf, failedOf } = failing(() => subject);

  describe(`a job that is given up in ${name}`, () => {
    test("marks its texts as failed, is listed, and leaves the outbox", async () => {
      const actor = buildActor();
      const { messages, job } = await say(actor, { content: "one" }, { content: "two", userId: "anna" });
      expect(await statusOf(actor, messages[0]!)).toBe("pending");
      expect(await giveUp(actor, [job])).toBe(2);
      for (const message of messages) expect(await statusOf(actor, message)).toBe("failed");
      expect(await statusOf(actor, messages[0]!, "another-model")).toBe("pending");
      expect(await subject.outboxOf(actor.tenantId)).toEqual([]);
      expect(await failedOf(actor)).toEqual([
        {
          ...job,
          tenantId: actor.tenantId,
          kind: "embed_messages",
          reason: "given_up",
          createdAt: now,
          retriedAt: null,
        },
      ]);
    });

    test("marks a memory in all its versions, wherever it is shown", async () => {
      const actor = buildActor();
      const memory = buildMemory();
      const outboxId = uuidv7();
      await subject.memories.create({ ...buildCreation(actor, memory), outboxId });
      await giveUp(actor, [jobOf(outboxId, [], { memoryIds: [memory.id] })]);
      const list = { types: null, statuses: null, after: null, limit: 9 };
      const shown = [
        await subject.memories.find(actor, memory.id, model),
        ...(await subject.memories.history(actor, memory.id, wholeHistory, model)),
        ...(await subject.memories.list(actor, list, model)),
      ];
      expect(shown.map((one) => one?.embeddingStatus)).toEqual(["failed", "failed", "failed"]);
      expect(await failedOf(actor)).toMatchObject([{ messageIds: [], memoryIds: [memory.id] }]);
    });

    test("spares what got its vector meanwhile, and names only the rest", async () => {
      const actor = buildActor();
      const { messages, job } = await say(actor, { content: "one" }, { content: "two" });
      await embed(subject, actor, messages[0]!, [1]);
      expect(await giveUp(actor, [job])).toBe(1);
      expect(await statusOf(actor, messages[0]!)).toBe("ready");
      expect(await failedOf(actor)).toMatchObject([{ messageIds: [messages[1]!.id] }]);
    });

    test("with all its vectors there leaves nothing behind", async () => {
      const actor = buildActor();
      const { messages, job } = await say(actor, { content: "one" });
      await embed(subject, actor, messages[0]!, [1]);
      expect(await giveUp(actor, [job])).toBe(0);
      expect(await failedOf(actor)).toEqual([]);
      expect(await subject.outboxOf(actor.tenantId)).toEqual([]);
    });

    test("for a few of its texts names those", async () => {
      const actor = buildActor();
      const { messages, job } = await say(actor, { content: "good" }, { content: "bad" });
      expect(await giveUp(actor, [job], { texts: [messages[1]!], reason: "refused" })).toBe(1);
      expect(await statusOf(actor, messages[0]!)).toBe("pending");
      expect(await failedOf(actor)).toMatchObject([{ reason: "refused", messageIds: [messages[1]!.id] }]);
    });

    test("again is one failed job, with all that failed in it", async () => {
      const actor = buildActor();
      const { messages, job } = await say(actor, { content: "good" }, { content: "bad" });
      await giveUp(actor, [job], { texts: [messages[1]!], reason: "refused" });
      await Promise.all([1, 2, 3].map(() => giveUp(actor, [job], { at: now + 5 })));
      const [kept, ...others] = await failedOf(actor);
      expect(others).toEqual([]);
      expect(kept).toMatchObject({ createdAt: now, reason: "refused", retriedAt: null });
      expect(kept!.messageIds.toSorted()).toEqual(job.messageIds.toSorted());
    });

    test("of another tenant, or of messages that are gone, is nothing", async () => {
      const [mine, theirs] = [buildActor(), buildActor()];
      const { messages, job } = await say(theirs, { content: "one" });
      expect(await giveUp(mine, [job])).toBe(0);
      expect(await giveUp(mine, [jobOf(uuidv7(), [{ id: uuidv7() }])])).toBe(0);
      expect(await failedOf(mine)).toEqual([]);
      expect(await statusOf(theirs, messages[0]!)).toBe("pending");
      expect(await subject.outboxOf(theirs.tenantId)).toHaveLength(1);
    });
  });
});
