import type { SessionChecks } from "#shared/ports/session-checks.ts";

export interface FakeSessionChecks extends SessionChecks {
  readonly scheduled: readonly Parameters<SessionChecks["schedule"]>[0][];
  /** While true, every call rejects. */
  failing: boolean;
}

export function fakeSessionChecks(): FakeSessionChecks {
  const scheduled: Parameters<SessionChecks["schedule"]>[0][] = [];
  const fake: FakeSessionChecks = {
    scheduled,
    failing: false,
    async schedule(check) {
      if (fake.failing) throw new Error("the queue does not answer");
      scheduled.push(check);
    },
  };
  return fake;
}
