import type { Outbox } from "#shared/ports/outbox.ts";
import type { FakeMemoryStore, KeptJob } from "./fake-memory-store.ts";

export interface FakeOutbox extends Outbox {
  readonly calls: { claimDue: number; nextDue: number };
}

export function fakeOutbox(store: FakeMemoryStore): FakeOutbox {
  const calls = { claimDue: 0, nextDue: 0 };
  return {
    calls,
    async claimDue(now, limit) {
      calls.claimDue++;
      const due = [...store.outbox.values()].filter(({ dueAt }) => dueAt <= now).toSorted(byDueTime);
      return due.slice(0, limit).map((job) => {
        const { dueAt, attempts, touchedAt, ...entry } = job;
        const minutes = Math.min(2 ** attempts, 60);
        store.outbox.set(job.id, { ...job, dueAt: now + minutes * 60_000, attempts: attempts + 1 });
        return entry;
      });
    },
    async nextDue() {
      calls.nextDue++;
      const all = [...store.outbox.values()].toSorted(byDueTime);
      const onlyReminders = all.every(({ queue }) => queue === "reminders");
      return all[0] ? { dueAt: all[0].dueAt, onlyReminders } : null;
    },
  };
}

function byDueTime(a: KeptJob, b: KeptJob): number {
  return a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1);
}
