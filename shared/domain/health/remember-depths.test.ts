import { expect, test } from "vitest";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { rememberDepths } from "./remember-depths.ts";

function setUp() {
  const clock = fakeClock();
  let asked = 0;
  const depths = async () => ({ jobs: { waiting: ++asked, inFlight: 0, dead: 0 } });
  return { clock, remembered: rememberDepths({ depths }, clock), asked: () => asked };
}

test("the queues are asked every half minute at most, however often it is asked", async () => {
  const { clock, remembered, asked } = setUp();
  for (let second = 0; second < 60; second += 5) {
    await remembered.depths();
    clock.advance(5_000);
  }
  expect(asked()).toBe(2);
  expect(await remembered.depths()).toEqual({ jobs: { waiting: 3, inFlight: 0, dead: 0 } });
});

test("they are asked once by calls that come together", async () => {
  const { remembered, asked } = setUp();
  await Promise.all([remembered.depths(), remembered.depths()]);
  expect(asked()).toBe(1);
});
