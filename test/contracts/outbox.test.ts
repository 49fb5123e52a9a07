import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OutboxEntry } from "#shared/ports/outbox.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { fakeMemory, type MemorySubject, postgresMemory } from "./memory-subject.ts";
import { startMigratedDatabase } from "./start-own-database.ts";

const minute = 60_000;

interface Started {
  readonly subject: MemorySubject;
  close(): Promise<void>;
}

/** A sweep crosses tenants, so this suite has an outbox of its own and each test leaves it empty. */
function describeOutbox(name: string, start: () => Promise<Started>): void {
  describe(`the outbox in ${name}`, () => {
    let started: Started;
    let subject: MemorySubject;
    beforeAll(async () => {
      started = await start();
      subject = started.subject;
    });
    afterAll(() => started.close());

    const now = Date.UTC(2026, 0, 31);
    const actor = buildActor();

    async function write(count: number, at = now, by = actor): Promise<string[]> {
      const ids = Array.from({ length: count }, () => uuidv7());
      for (const outboxId of ids) {
        const message = buildMessage(by, { content: outboxId });
        await subject.messages.append(buildAppend(by, [message], { outboxId, now: at, requestId: "r1" }));
      }
      return ids;
    }
    async function close(ids: readonly string[], of = actor): Promise<void> {
      const nothing = { model: "none", dimensions: 1, itemIds: [], embeddings: [], now };
      await subject.embeddings.finish({ ...nothing, tenantId: of.tenantId, outboxIds: ids });
    }
    const idsOf = (entries: readonly OutboxEntry[]) => entries.map(({ id }) => id).toSorted();

    test("is empty, or says when its next entry is due", async () => {
      expect(await subject.outbox.nextDue()).toBeNull();
      const ids = [...(await write(1, now + 5)), ...(await write(1)), ...(await write(1, now + 9))];
      expect(await subject.outbox.nextDue()).toEqual({ dueAt: now + minute, onlyReminders: false });
      expect(await subject.outbox.claimDue(now, 10)).toEqual([]);
      await close(ids);
      expect(await subject.outbox.nextDue()).toBeNull();
    });

    test("tells whether reminders are all that waits", async () => {
      await close(await write(1));
      const reminder = uuidv7();
      await subject.leaveReminder(actor, { id: reminder, dueAt: now + 9 * minute });
      expect(await subject.outbox.nextDue()).toEqual({ dueAt: now + 9 * minute, onlyReminders: true });
      const ids = await write(1, now + 10 * minute);
      expect(await subject.outbox.nextDue()).toEqual({ dueAt: now + 9 * minute, onlyReminders: false });
      await close(ids);
      await subject.finishedWork.finish("another", reminder);
      expect(await subject.outbox.nextDue()).toMatchObject({ onlyReminders: true });
      await subject.finishedWork.finish(actor.tenantId, reminder);
      expect(await subject.outbox.nextDue()).toBeNull();
    });

    test("gives what is due after a minute, whole", async () => {
      const ids = await write(1);
      const [row] = await subject.outboxOf(actor.tenantId);
      expect(await subject.outbox.claimDue(now + minute - 1, 10)).toEqual([]);
      expect(await subject.outbox.claimDue(now + minute, 10)).toEqual([
        {
          id: ids[0],
          tenantId: actor.tenantId,
          queue: "memory-jobs",
          messageIds: row!.messageIds,
          requestId: "r1",
        },
      ]);
      await close(ids);
    });

    test("gives what has waited longest, no more than asked for, of every tenant", async () => {
      const other = buildActor();
      const late = await write(2, now + 2);
      const early = await write(2, now, other);
      const middle = await write(1, now + 1);
      expect(idsOf(await subject.outbox.claimDue(now + 2 * minute, 3))).toEqual(
        [...early, ...middle].toSorted(),
      );
      expect(idsOf(await subject.outbox.claimDue(now + 2 * minute, 3))).toEqual(late.toSorted());
      await close([...late, ...middle]);
      await close(early, other);
    });

    test("gives each entry to one of many sweeps at once", async () => {
      const ids = await write(60);
      const claims = Array.from({ length: 10 }, () => subject.outbox.claimDue(now + minute, 10));
      const claimed = (await Promise.all(claims)).flat();
      const rest = await subject.outbox.claimDue(now + minute, 100);
      expect(idsOf([...claimed, ...rest])).toEqual(ids.toSorted());
      await close(ids);
    });

    test("gives an entry again ever more rarely, up to an hour, until it is closed", async () => {
      const ids = await write(1);
      const waits: number[] = [];
      let last = now;
      for (let at = now; at <= now + 260 * minute; at += minute) {
        const claimed = await subject.outbox.claimDue(at, 10);
        if (claimed.length === 0) continue;
        waits.push((at - last) / minute);
        last = at;
      }
      expect(waits).toEqual([1, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
      await close(ids);
      expect(await subject.outbox.claimDue(now + 1_000 * minute, 10)).toEqual([]);
    });

    test("gives an entry that was sent for months once an hour, and holds up nothing else", async () => {
      const ids = await write(2);
      await subject.setAttempts(ids[0]!, 2_000);
      expect(idsOf(await subject.outbox.claimDue(now + minute, 10))).toEqual(ids.toSorted());
      const again = (at: number) => subject.outbox.claimDue(at, 1).then(idsOf);
      await close([ids[1]!]);
      expect(await again(now + 61 * minute - 1)).toEqual([]);
      expect(await again(now + 61 * minute)).toEqual([ids[0]]);
      await close([ids[0]!]);
    });
  });
}

describeOutbox("the fake", async () => ({ subject: fakeMemory(), close: async () => undefined }));
describeOutbox("Postgres", async () => {
  const database = await startMigratedDatabase();
  return { subject: postgresMemory(database.appUrl), close: () => database.close() };
});
