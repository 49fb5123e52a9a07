import type { RetentionQueue, RetentionTask } from "#shared/ports/retention.ts";

export interface FakeRetentionQueue extends RetentionQueue {
  readonly sent: RetentionTask[];
  /** While true, every send rejects. */
  failing: boolean;
}

export function fakeRetentionQueue(): FakeRetentionQueue {
  const fake: FakeRetentionQueue = {
    sent: [],
    failing: false,
    async send(tasks) {
      if (fake.failing) throw new Error("the queue does not answer");
      fake.sent.push(...tasks);
    },
  };
  return fake;
}
