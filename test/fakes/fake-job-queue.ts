import type { JobQueue, OutboxEntry } from "#shared/ports/outbox.ts";

export interface FakeJobQueue extends JobQueue {
  readonly sent: readonly OutboxEntry[];
  /** While true, every send rejects. */
  failing: boolean;
}

export function fakeJobQueue(queues: readonly string[] = ["memory-jobs"]): FakeJobQueue {
  const sent: OutboxEntry[] = [];
  const fake: FakeJobQueue = {
    sent,
    failing: false,
    async send(entries) {
      if (fake.failing) throw new Error("the queue does not answer");
      const stranger = entries.find(({ queue }) => !queues.includes(queue));
      if (stranger) throw new Error(`no address for the queue ${stranger.queue}`);
      sent.push(...entries);
    },
  };
  return fake;
}
