import { expect, test } from "vitest";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { sweepAnswers } from "./sweep-answers.ts";

/** Each batch takes ten seconds. */
function night(old: number, seconds: number) {
  const clock = fakeClock();
  const begunAt = clock.now();
  const answerSweep = {
    async sweep(now: number, limit: number) {
      expect(now).toBe(begunAt);
      clock.advance(10_000);
      const taken = Math.min(old, limit);
      old -= taken;
      return taken;
    },
  };
  const remainingMs = () => begunAt + seconds * 1_000 - clock.now();
  return { left: () => old, sweep: () => sweepAnswers({ answerSweep, clock }, { remainingMs }) };
}

test("takes away all that is old, however much it is", async () => {
  const { sweep, left } = night(110_000, 120);
  expect(await sweep()).toEqual({ forgotten: 110_000 });
  expect(left()).toBe(0);
});

test("leaves the rest to the next night where time runs out", async () => {
  const { sweep, left } = night(110_000, 45);
  expect(await sweep()).toEqual({ forgotten: 60_000 });
  expect(left()).toBe(50_000);
});
