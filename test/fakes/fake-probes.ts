import type { DatabaseProbe, ModelProbe, QueueDepth, QueueProbe } from "#shared/ports/health.ts";

interface Disturbed {
  /** How often it was asked. */
  asked: number;
  failing: boolean;
}

export function fakeDatabaseProbe(): DatabaseProbe & Disturbed {
  const fake = {
    asked: 0,
    failing: false,
    async check() {
      fake.asked++;
      if (fake.failing) throw new Error("no answer");
      return {
        migrations: { applied: 1, latest: "0001_foundation.sql" },
        lastRetentionAt: Date.UTC(2026, 0, 31, 3),
      };
    },
  };
  return fake;
}

export function fakeModelProbe(): ModelProbe & Disturbed {
  const fake = {
    asked: 0,
    failing: false,
    async check() {
      fake.asked++;
      if (fake.failing) throw new Error("no answer");
    },
  };
  return fake;
}

export interface FakeQueueProbe extends QueueProbe {
  readonly depthOf: Map<string, QueueDepth | null>;
}

export function fakeQueueProbe(): FakeQueueProbe {
  const depthOf = new Map<string, QueueDepth | null>([["memory-jobs", { waiting: 0, inFlight: 0, dead: 0 }]]);
  return { depthOf, depths: async () => Object.fromEntries(depthOf) };
}
