import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#shared/ports/actor.ts";
import type { WalkPlace } from "#shared/ports/reembedding.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { now, type Started, subjects } from "./failing.ts";
import { type MemorySubject, write } from "./memory-subject.ts";

const model = "new-model";
const first: WalkPlace = { stage: "messages", after: null };

describe.each(subjects)("%s", (name, start) => {
  let started: Started;
  let subject: MemorySubject;
  beforeAll(async () => {
    started = await start();
    subject = started.subject;
  });
  afterAll(() => started.close());

  const begin = (tenantId: string | null, requestId = "r") =>
    subject.reembedding.begin({ tenantId, model, requestId, now, callerId: "key:1" });
  /** A tenant that has said something, and its walk. */
  async function beginOf(actor: Actor): Promise<string> {
    await write(subject, actor, {});
    const [entry] = await begin(actor.tenantId);
    return entry!.id;
  }
  const placeOf = async ({ tenantId }: Actor, id: string) =>
    (await subject.reembedding.find(tenantId, id))?.place;
  const advance = ({ tenantId }: Actor, id: string, from: WalkPlace, to: WalkPlace | null) =>
    subject.reembedding.advance({ tenantId, id, from, to, now });
  describe(`a walk in ${name}`, () => {
    test("is begun once for a tenant and a model, however often it is asked for", async () => {
      const actor = buildActor();
      const id = await beginOf(actor);
      const before = await subject.outboxOf(actor.tenantId);
      expect(before.map((entry) => entry.id)).toContain(id);
      expect(await begin(actor.tenantId)).toEqual([
        {
          id,
          tenantId: actor.tenantId,
          queue: "memory-jobs",
          kind: "reembed",
          messageIds: [],
          requestId: "r",
        },
      ]);
      expect(await subject.outboxOf(actor.tenantId)).toEqual(before);
      expect(await subject.reembedding.find(actor.tenantId, id)).toEqual({ model, place: first });
    });

    test("is begun for every tenant where none is named, and for none that is not there", async () => {
      const actors = [buildActor(), buildActor()];
      const ids = await Promise.all(actors.map(beginOf));
      const all = (await begin(null)).map((entry) => entry.id);
      expect(all).toEqual(expect.arrayContaining(ids));
      expect(await begin(buildActor().tenantId)).toEqual([]);
    });

    test("comes out of the outbox by the sweep as what it is", async () => {
      const actor = buildActor();
      const id = await beginOf(actor);
      const claimed = await subject.outbox.claimDue(now + 3_600_000 * 24 * 365 * 10, 1_000);
      expect(claimed.find((entry) => entry.id === id)).toMatchObject({ kind: "reembed", messageIds: [] });
    });

    test("moves on from where it stands, for one of many, and ends", async () => {
      const actor = buildActor();
      const id = await beginOf(actor);
      const next: WalkPlace = { stage: "memories", after: "somewhere" };
      expect(await advance(buildActor(), id, first, next)).toBe(false);
      const moves = await Promise.all([1, 2, 3].map(() => advance(actor, id, first, next)));
      expect(moves.toSorted()).toEqual([false, false, true]);
      expect(await placeOf(actor, id)).toEqual(next);
      expect(await advance(actor, id, first, null)).toBe(false);
      expect(await advance(actor, id, next, null)).toBe(true);
      expect(await subject.reembedding.find(actor.tenantId, id)).toBeNull();
    });

    test("begins anew where it was clearing up, and nowhere else", async () => {
      const actor = buildActor();
      const id = await beginOf(actor);
      const midway: WalkPlace = { stage: "memories", after: null };
      await advance(actor, id, first, midway);
      await begin(actor.tenantId);
      expect(await placeOf(actor, id)).toEqual(midway);
      await advance(actor, id, midway, { stage: "old_messages", after: null });
      await begin(actor.tenantId);
      expect(await placeOf(actor, id)).toEqual(first);
    });

    test("that is given up is a failed job, which goes on where the walk stood", async () => {
      const actor = buildActor();
      const { tenantId } = actor;
      const id = await beginOf(actor);
      const midway: WalkPlace = { stage: "memories", after: "somewhere" };
      await advance(actor, id, first, midway);
      const giveUp = () => subject.reembedding.giveUp({ tenantId, id, model, attempts: 20, now });
      expect([await giveUp(), await giveUp()]).toEqual([true, false]);
      expect(await subject.reembedding.find(tenantId, id)).toBeNull();
      const list = { tenantId, status: "failed", after: null, limit: 9 } as const;
      expect((await subject.failedJobs.list(list)).items).toMatchObject([
        { id, kind: "reembed", reason: "given_up", messageIds: [], memoryIds: [], attempts: 20 },
      ]);
      const retried = await subject.failedJobs.retry({ tenantId, id, now, callerId: "key:1" });
      expect(retried?.entry).toMatchObject({ id, kind: "reembed" });
      expect(await placeOf(actor, id)).toEqual(midway);
    });

    test("to a model that is no longer ours ends where it is given up", async () => {
      const actor = buildActor();
      const { tenantId } = actor;
      const id = await beginOf(actor);
      const moot = { tenantId, id, model: "newer-model", attempts: 20, now };
      expect(await subject.reembedding.giveUp(moot)).toBe(false);
      expect(await subject.reembedding.find(tenantId, id)).toBeNull();
      const list = { tenantId, status: "failed", after: null, limit: 9 } as const;
      expect((await subject.failedJobs.list(list)).items).toEqual([]);
    });
  });
});
