import type { MigrationQueue } from "#shared/ports/migrations.ts";

export interface FakeMigrationQueue extends MigrationQueue {
  /** The requests that asked. */
  readonly sent: string[];
  /** While true, every send rejects. */
  failing: boolean;
}

export function fakeMigrationQueue(): FakeMigrationQueue {
  const fake: FakeMigrationQueue = {
    sent: [],
    failing: false,
    async send(requestId) {
      if (fake.failing) throw new Error("the queue does not answer");
      fake.sent.push(requestId);
    },
  };
  return fake;
}
