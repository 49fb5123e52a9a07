import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LostJob } from "#shared/ports/embedding.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { failing, now, type Started, subjects } from "./failing.ts";
import type { MemorySubject } from "./memory-subject.ts";

describe.each(subjects)("%s", (name, start) => {
  let started: Started;
  let subject: MemorySubject;
  beforeAll(async () => {
    started = await start();
    subject = started.subject;
  });
  afterAll(() => started.close());
  const { say, giveUp, statusOf, failedOf, retry } = failing(() => subject);

  describe(`a failed job that is tried again in ${name}`, () => {
    test("is in the outbox as it was, and its texts wait", async () => {
      const actor = buildActor();
      const { messages, job } = await say(actor, { content: "one" });
      await giveUp(actor, [job]);
      const retried = await retry(actor, job);
      expect(retried?.job).toMatchObject({ id: job.id, retriedAt: now });
      expect(retried?.entry).toEqual({
        id: job.id,
        tenantId: actor.tenantId,
        queue: "memory-jobs",
        messageIds: job.messageIds,
        memoryIds: [],
        requestId: "request",
      });
      expect(await statusOf(actor, messages[0]!)).toBe("pending");
      expect(await subject.outboxOf(actor.tenantId)).toMatchObject([
        { id: job.id, messageIds: job.messageIds, dueAt: now + 60_000 },
      ]);
      expect(await failedOf(actor)).toEqual([]);
    });

    test("twice is in the outbox once, and was tried the first time", async () => {
      const actor = buildActor();
      const { job } = await say(actor, { content: "one" });
      await giveUp(actor, [job]);
      const first = await retry(actor, job);
      expect(
        await subject.failedJobs.retry({ ...actor, id: job.id, now: now + 1, callerId: "key:1" }),
      ).toEqual(first);
      expect(await subject.outboxOf(actor.tenantId)).toHaveLength(1);
    });

    test("and fails again is failed anew", async () => {
      const actor = buildActor();
      const { messages, job } = await say(actor, { content: "one" });
      await giveUp(actor, [job]);
      await retry(actor, job);
      await giveUp(actor, [job], { at: now + 1, reason: "refused" });
      expect(await statusOf(actor, messages[0]!)).toBe("failed");
      expect(await failedOf(actor)).toMatchObject([{ id: job.id, createdAt: now + 1, reason: "refused" }]);
    });

    test("is one of the tenant's own, or anybody's for an operator", async () => {
      const actor = buildActor();
      const { job } = await say(actor, { content: "one" });
      await giveUp(actor, [job]);
      expect(await retry(buildActor(), job)).toBeNull();
      expect(
        await subject.failedJobs.retry({ tenantId: null, id: uuidv7(), now, callerId: "key:1" }),
      ).toBeNull();
      expect(
        await subject.failedJobs.retry({ tenantId: null, id: job.id, now, callerId: "key:1" }),
      ).toMatchObject({
        entry: { tenantId: actor.tenantId },
      });
    });
  });

  test(`a list in ${name} is newest first, by pages, of a tenant or of all`, async () => {
    const actors = [buildActor(), buildActor()];
    const ids: string[] = [];
    for (let count = 0; count < 4; count++) {
      const actor = actors[count % 2]!;
      const { job } = await say(actor, { content: `text ${count}` });
      await giveUp(actor, [job]);
      ids.unshift(job.id);
    }
    const page = async (tenantId: string | null, after: string | null, limit: number) => {
      const { items, next } = await subject.failedJobs.list({ tenantId, status: "failed", after, limit });
      return [items.map(({ id }) => id), next];
    };
    expect(await page(actors[1]!.tenantId, null, 9)).toEqual([[ids[0], ids[2]], null]);
    expect(await page(null, null, 2)).toEqual([ids.slice(0, 2), ids[1]]);
    expect(await page(null, ids[1]!, 2)).toMatchObject([ids.slice(2), expect.anything()]);
    expect(await page(buildActor().tenantId, null, 2)).toEqual([[], null]);
  });

  test(`what was tried again goes from ${name} after 90 days, the oldest first`, async () => {
    const before = now - 1_000;
    const later = before + 90 * 86_400_000;
    const actor = buildActor();
    const tried: LostJob[] = [];
    for (const at of [before + 2, before, before + 1]) {
      const { job } = await say(actor, { content: "one" });
      await giveUp(actor, [job]);
      await subject.failedJobs.retry({ ...actor, id: job.id, now: at, callerId: "key:1" });
      tried.push(job);
    }
    const { job: standing } = await say(actor, { content: "two" });
    await giveUp(actor, [standing]);
    expect(await subject.failedJobSweep.sweep(now, 1_000)).toBe(0);
    while ((await subject.failedJobSweep.sweep(later, 1)) > 0);
    const left = async () => (await failedOf(actor, "retried")).map(({ id }) => id).toSorted();
    expect(await left()).toEqual([tried[0]!.id, tried[1]!.id, tried[2]!.id].toSorted());
    expect(await subject.failedJobSweep.sweep(later + 2, 1)).toBe(1);
    expect(await left()).toEqual([tried[0]!.id, tried[2]!.id].toSorted());
    expect(await subject.failedJobSweep.sweep(later + 2, 9)).toBe(1);
    expect(await left()).toEqual([tried[0]!.id]);
    expect(await failedOf(actor)).toMatchObject([{ id: standing.id }]);
  });

  test(`an operator of ${name} has all that failed in a queue tried again, as much as asked for`, async () => {
    await subject.failedJobs.retryAll({ queue: "memory-jobs", limit: 1_000, now, callerId: "key:1" });
    const actors = [buildActor(), buildActor(), buildActor()];
    const jobs: LostJob[] = [];
    for (const actor of actors) {
      const { job } = await say(actor, { content: "one" });
      await giveUp(actor, [job]);
      jobs.push(job);
    }
    const redrive = (queue: string, limit: number) =>
      subject.failedJobs.retryAll({ queue, limit, now, callerId: "key:1" });
    expect(await redrive("another-queue", 9)).toEqual({ entries: [], more: false });
    const first = await redrive("memory-jobs", 2);
    expect([first.entries.map(({ id }) => id), first.more]).toEqual([
      jobs.slice(0, 2).map(({ id }) => id),
      true,
    ]);
    const second = await redrive("memory-jobs", 2);
    expect([second.entries.map(({ tenantId }) => tenantId), second.more]).toEqual([
      [actors[2]!.tenantId],
      false,
    ]);
    for (const [at, actor] of actors.entries()) {
      expect(await failedOf(actor)).toEqual([]);
      expect(await subject.outboxOf(actor.tenantId)).toMatchObject([{ id: jobs[at]!.id }]);
    }
  });
});
