import { expect, test } from "vitest";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { sweepRuns } from "./sweep-runs.ts";

test("takes away what ended more than ninety days ago, however much it is", async () => {
  const clock = fakeClock();
  const asked: number[] = [];
  let old = 50_000;
  const runSweep = {
    async sweep(endedBefore: number, limit: number) {
      asked.push(endedBefore);
      const taken = Math.min(old, limit);
      old -= taken;
      return taken;
    },
  };
  expect(await sweepRuns({ runSweep, clock }, { remainingMs: () => 60_000 })).toEqual({
    runsForgotten: 50_000,
  });
  expect(new Set(asked)).toEqual(new Set([clock.now() - 90 * 24 * 3_600_000]));
  expect(await sweepRuns({ runSweep, clock }, { remainingMs: () => 1_000 })).toEqual({ runsForgotten: 0 });
});
