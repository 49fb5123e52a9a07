import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import type { Actor } from "#shared/ports/actor.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { write } from "./memory-subject.ts";
import {
  archived,
  begin,
  buildPolicy,
  buildRun,
  dayMs,
  fakeRetention,
  postgresRetention,
  type RetentionSubject,
  runOnce,
  workOff,
} from "./retention-subject.ts";

const now = Date.UTC(2026, 0, 31, 3);
const daysAgo = (days: number) => now - days * dayMs;

function describeRuns(name: string, make: () => RetentionSubject): void {
  const subject = make();
  const { runs, policies } = subject;

  const writeOld = (actor: Actor, count: number) =>
    write(
      subject,
      actor,
      ...Array.from({ length: count }, (_, at) => ({ content: `old ${at}`, createdAt: daysAgo(10 + at) })),
    );

  describe(`a retention policy in ${name}`, () => {
    test("is none until it is set, and then what was set last", async () => {
      const actor = buildActor();
      expect(await policies.find(actor.tenantId)).toBeNull();
      await write(subject, actor, {});
      expect(await policies.find(actor.tenantId)).toEqual({ policy: null });
      const policy = buildPolicy({
        archive: null,
        delete: { archivedForDays: 9 },
        keep: { roles: ["system"], minImportance: 0.25, metadata: { keep: true, 'pin"ned': "yes", n: 1.5 } },
      });
      expect(await policies.set(actor, policy, now)).toBe(true);
      expect(await policies.find(actor.tenantId)).toEqual({ policy });
      expect(await policies.set(actor, buildPolicy(), now)).toBe(true);
      expect(await policies.find(actor.tenantId)).toEqual({ policy: buildPolicy() });
    });

    test("is not set for a tenant that is not there, but by one who may make it", async () => {
      const actor = buildActor();
      expect(await policies.set({ ...actor, mayProvision: false }, buildPolicy(), now)).toBe(false);
      expect(await policies.find(actor.tenantId)).toBeNull();
      expect(await policies.set(actor, buildPolicy(), now)).toBe(true);
      expect(await policies.find(actor.tenantId)).toEqual({ policy: buildPolicy() });
    });
  });

  describe(`a run in ${name}`, () => {
    test("waits, runs and is done, with its instants fixed when it began", async () => {
      const actor = buildActor();
      await writeOld(actor, 5);
      await policies.set(actor, buildPolicy({ delete: { archivedForDays: 2 } }), now);
      const begun = await begin(subject, actor, { now, requestedBy: "key:1" });
      expect(begun).toEqual({
        id: begun.id,
        tenantId: actor.tenantId,
        requestedBy: "key:1",
        dryRun: false,
        createdAt: now,
        startedAt: null,
        finishedAt: null,
        archiveBefore: daysAgo(1),
        deleteBefore: daysAgo(2),
        archived: 0,
        deleted: 0,
        tenants: null,
      });
      await policies.set(actor, buildPolicy({ enabled: false }), now);
      await subject.work.workBatch(actor.tenantId, 3, now + 1);
      expect(await runs.find(actor.tenantId, begun.id)).toEqual({
        ...begun,
        startedAt: now + 1,
        archived: 3,
      });
      await subject.work.workBatch(actor.tenantId, 3, now + 2);
      expect(await runs.find(actor.tenantId, begun.id)).toEqual({
        ...begun,
        startedAt: now + 1,
        finishedAt: now + 2,
        archived: 5,
      });
      expect(await subject.work.workBatch(actor.tenantId, 3, now + 3)).toBeNull();
    });

    test("goes by the default where the tenant has set nothing", async () => {
      const actor = buildActor();
      await writeOld(actor, 2);
      const defaultPolicy = buildPolicy({ archive: { ...buildPolicy().archive!, afterDays: 11 } });
      const { id } = await begin(subject, actor, { now, defaultPolicy });
      await workOff(subject, actor, { now });
      expect(await runs.find(null, id)).toMatchObject({ archived: 0, archiveBefore: daysAgo(11) });
    });

    test("that is disabled, or has nothing to do, is over with its first batch", async () => {
      const actor = buildActor();
      await writeOld(actor, 5);
      for (const policy of [
        buildPolicy({ enabled: false, delete: { archivedForDays: 1 } }),
        buildPolicy({ archive: null }),
      ]) {
        const run = await runOnce(subject, actor, policy, now);
        expect(run).toMatchObject({ archived: 0, deleted: 0, archiveBefore: null, deleteBefore: null });
        expect(run.finishedAt).toBe(now);
      }
      expect(await archived(subject, actor)).toEqual([]);
    });

    test("is begun once, however often it is asked to", async () => {
      const actor = buildActor();
      const given = buildRun(actor, { now });
      const first = await runs.begin(given);
      const again = await Promise.all([runs.begin(given), runs.begin({ ...given, now: now + 1 })]);
      for (const answer of again) expect(answer).toEqual(first);
      expect((await runs.list({ tenantId: actor.tenantId, after: null, limit: 10 })).items).toHaveLength(1);
    });

    test("of a tenant that is not there is not begun", async () => {
      const actor = buildActor({ mayProvision: false });
      expect(await runs.begin(buildRun(actor, { mayProvision: false }))).toBe("tenant_unknown");
    });

    test("is the tenant's own", async () => {
      const [mine, theirs] = [buildActor(), buildActor()];
      const { id } = await begin(subject, mine);
      expect(await runs.find(theirs.tenantId, id)).toBeNull();
      expect(await runs.find(null, id)).toMatchObject({ id });
      expect((await runs.list({ tenantId: theirs.tenantId, after: null, limit: 10 })).items).toEqual([]);
    });

    test("is listed page by page, newest first", async () => {
      const actor = buildActor();
      const ids: string[] = [];
      for (let at = 0; at < 5; at++) ids.unshift((await begin(subject, actor)).id);
      const list = (after: string | null) => runs.list({ tenantId: actor.tenantId, after, limit: 2 });
      const first = await list(null);
      const second = await list(first.next);
      const third = await list(second.next);
      expect([first, second, third].flatMap(({ items }) => items.map(({ id }) => id))).toEqual(ids);
      expect(third.next).toBeNull();
    });
  });

  describe(`the records of old runs in ${name}`, () => {
    // Long before any other suite's, which may share the database.
    const ended = Date.UTC(2001, 0, 1);
    const sweep = (endedBefore: number, limit = 100) => subject.runSweep.sweep(endedBefore, limit);
    const areThere = (...ids: readonly string[]) =>
      Promise.all(ids.map(async (id) => (await runs.find(null, id)) !== null));

    test("go once they ended before, the oldest first, and no others", async () => {
      const actor = buildActor();
      const older = await begin(subject, actor, { now: ended, dryRun: true });
      const old = await begin(subject, actor, { now: ended + 1, dryRun: true });
      const recent = await begin(subject, actor, { now: ended + 2, dryRun: true });
      const open = await begin(subject, actor, { now: ended });
      const ids = [older.id, old.id, recent.id, open.id];
      expect(await sweep(ended)).toBe(0);
      expect(await sweep(ended + 2, 1)).toBe(1);
      expect(await areThere(...ids)).toEqual([false, true, true, true]);
      expect(await sweep(ended + 2)).toBe(1);
      expect(await areThere(...ids)).toEqual([false, false, true, true]);
      expect(await sweep(ended + 3)).toBe(1);
      expect(await areThere(...ids)).toEqual([false, false, false, true]);
    });

    test("of all tenants go after the last of their parts, and stay while one of these is open", async () => {
      const actor = buildActor();
      const id = uuidv7();
      await runs.beginForAll({ id, requestedBy: "test", dryRun: true, now: ended });
      const step = { requestedBy: "test", after: null, tenantIds: [actor.tenantId] };
      expect(await subject.work.noteWalk({ runId: id, step, endedAt: ended })).toBe(true);
      const part = { parentId: id, now: ended };
      const first = await begin(subject, actor, { ...part, dryRun: true });
      const second = await begin(subject, buildActor(), part);
      expect([await sweep(ended + 1), await sweep(ended + 1)]).toEqual([1, 0]);
      expect(await areThere(first.id, second.id, id)).toEqual([false, true, true]);
      await workOff(subject, { ...actor, tenantId: second.tenantId! }, { now: ended });
      expect([await sweep(ended + 1), await sweep(ended + 1)]).toEqual([1, 1]);
      expect(await areThere(second.id, id)).toEqual([false, false]);
    });
  });

  describe(`a call under a key in ${name}`, () => {
    const claim = { route: "/run", key: "k", requestHash: "aa".repeat(32) };

    test("runs under the first one's id for 24 hours, and no other request does", async () => {
      const actor = buildActor();
      await write(subject, actor, {});
      const [first, second] = [uuidv7(), uuidv7()];
      expect(await runs.claim(actor, first, claim, now)).toBe(first);
      expect(await runs.claim(actor, second, claim, now + dayMs)).toBe(first);
      expect(await runs.claim(actor, second, { ...claim, requestHash: "bb".repeat(32) }, now)).toBe(
        "mismatch",
      );
      expect(await runs.claim({ ...actor, callerId: "another" }, second, claim, now)).toBe(second);
      const third = uuidv7();
      expect(await runs.claim(actor, third, claim, now + dayMs + 1)).toBe(third);
    });

    test("for a tenant that is not there keeps nothing", async () => {
      const actor = buildActor({ mayProvision: false });
      const id = uuidv7();
      expect(await runs.claim(actor, id, claim, now)).toBe(id);
      const other = uuidv7();
      expect(await runs.claim(actor, other, claim, now)).toBe(other);
    });
  });

  describe(`batches at once in ${name}`, () => {
    test("of many workers do the work once, and the counts say so", async () => {
      const actor = buildActor();
      await writeOld(actor, 40);
      await policies.set(actor, buildPolicy(), now);
      const { id } = await begin(subject, actor, { now });
      const done = await Promise.all(
        Array.from({ length: 8 }, () => workOff(subject, actor, { windowSize: 7, now })),
      );
      // Whoever finds another at work leaves; a last one is sure to see the end.
      await workOff(subject, actor, { windowSize: 7, now });
      const run = await runs.find(actor.tenantId, id);
      expect(run).toMatchObject({ archived: 40, finishedAt: now });
      expect(done.reduce((sum, each) => sum + each.archived, 0)).toBeLessThanOrEqual(40);
      expect(await archived(subject, actor)).toHaveLength(40);
    });

    test("of two runs take one run after the other, and no message twice", async () => {
      const actor = buildActor();
      await writeOld(actor, 30);
      await policies.set(actor, buildPolicy(), now);
      const [one, two] = [await begin(subject, actor, { now }), await begin(subject, actor, { now })];
      await Promise.all([
        workOff(subject, actor, { windowSize: 4, now }),
        workOff(subject, actor, { windowSize: 4, now }),
      ]);
      await workOff(subject, actor, { windowSize: 4, now });
      const [first, second] = await Promise.all([one, two].map(({ id }) => runs.find(null, id)));
      expect([first!.archived, second!.archived]).toEqual([30, 0]);
      expect([first!.finishedAt, second!.finishedAt]).toEqual([now, now]);
    });

    test("that stop in the middle are gone on with by whoever comes next", async () => {
      const actor = buildActor();
      await writeOld(actor, 10);
      await policies.set(actor, buildPolicy(), now);
      const { id } = await begin(subject, actor, { now });
      expect(await subject.work.workBatch(actor.tenantId, 4, now)).toEqual({
        archived: 4,
        deleted: 0,
        finished: false,
      });
      expect(await workOff(subject, actor, { windowSize: 4, now })).toEqual({
        archived: 6,
        deleted: 0,
        batches: 2,
      });
      expect(await runs.find(null, id)).toMatchObject({ archived: 10 });
    });

    test("of one tenant leave every other alone", async () => {
      const [mine, theirs] = [buildActor(), buildActor()];
      for (const actor of [mine, theirs]) {
        await writeOld(actor, 3);
        await policies.set(actor, buildPolicy(), now);
        await begin(subject, actor, { now });
      }
      await workOff(subject, mine, { now });
      expect(await archived(subject, mine)).toHaveLength(3);
      expect(await archived(subject, theirs)).toEqual([]);
    });
  });
}

describeRuns("the fake", fakeRetention);
describeRuns("Postgres", () => postgresRetention(inject("databaseUrl")));
