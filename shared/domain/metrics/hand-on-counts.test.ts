import { describe, expect, test } from "vitest";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { fakeTotals } from "#test/fakes/fake-totals.ts";
import { createTally } from "./create-tally.ts";
import { handOnBeside, handOnCounts } from "./hand-on-counts.ts";

function setUp() {
  const clock = fakeClock();
  return { clock, tally: createTally(clock), totals: fakeTotals(), log: fakeLog() };
}
const resent = '["aimi_outbox_resent_total","memory-jobs"]';
const breaker = '["aimi_model_breaker_open","search"]';

describe("counts", () => {
  test("are handed on once, and nothing where nothing was counted", async () => {
    const ports = setUp();
    await handOnCounts(ports);
    ports.tally.add("aimi_outbox_resent_total", { queue: "memory-jobs" }, 2);
    ports.tally.add("aimi_outbox_resent_total", { queue: "memory-jobs" });
    ports.tally.report("aimi_model_breaker_open", { purpose: "search" }, 5);
    await handOnCounts(ports);
    await handOnCounts(ports);
    expect(ports.totals.calls).toEqual([{ added: { [resent]: 3 }, reported: { [breaker]: 5 } }]);
  });

  test("that could not be handed on go with the next call, and what was said since stands", async () => {
    const ports = setUp();
    ports.tally.add("aimi_outbox_resent_total", { queue: "memory-jobs" });
    ports.tally.report("aimi_model_breaker_open", { purpose: "search" }, 5);
    ports.totals.failing = true;
    const handingOn = handOnCounts(ports);
    ports.tally.report("aimi_model_breaker_open", { purpose: "search" }, 0);
    await handingOn;
    expect(ports.log.lines).toMatchObject([{ level: "warn", what: "counts not handed on" }]);
    ports.totals.failing = false;
    ports.tally.add("aimi_outbox_resent_total", { queue: "memory-jobs" });
    await handOnCounts(ports);
    expect(ports.totals.calls[1]).toEqual({ added: { [resent]: 2 }, reported: { [breaker]: 0 } });
  });
});

describe("a duration", () => {
  test("counts in the smallest bucket that holds it, its bound included", () => {
    const { tally } = setUp();
    for (const durationMs of [100, 100.1, 3_600_001])
      tally.observe("aimi_embedding_lag_seconds", {}, durationMs);
    const of = (part: string) => `["aimi_embedding_lag_seconds","${part}"]`;
    expect(tally.take().added).toEqual({
      [of("0.1")]: 1,
      [of("0.25")]: 1,
      [of("+Inf")]: 1,
      [of("sum")]: 3_600_201_100,
    });
  });

  test("of less than nothing, as clocks that differ make it, adds nothing to the sum", () => {
    const { tally } = setUp();
    tally.observe("aimi_embedding_lag_seconds", {}, -40);
    expect(tally.take().added).toMatchObject({ '["aimi_embedding_lag_seconds","sum"]': 0 });
  });
});

describe("beside a request's work", () => {
  test("only what was held for half a minute is handed on", async () => {
    const ports = setUp();
    ports.tally.add("aimi_outbox_resent_total", { queue: "memory-jobs" });
    ports.clock.advance(29_999);
    expect(await handOnBeside(ports, async () => "worked")).toBe("worked");
    expect(ports.totals.calls).toEqual([]);
    ports.clock.advance(1);
    await handOnBeside(ports, async () => "worked");
    expect(ports.totals.calls).toHaveLength(1);
  });

  test("nothing is left for it where the work hands on by itself", async () => {
    const ports = setUp();
    ports.tally.add("aimi_outbox_resent_total", { queue: "memory-jobs" });
    ports.clock.advance(60_000);
    await handOnBeside(ports, () => handOnCounts(ports));
    expect(ports.totals.calls).toHaveLength(1);
  });

  test("it is waited for, though the work fails", async () => {
    const ports = setUp();
    ports.tally.add("aimi_outbox_resent_total", { queue: "memory-jobs" });
    ports.clock.advance(60_000);
    const handingOn = Promise.withResolvers<void>();
    ports.totals.add = () => handingOn.promise;
    let settled = false;
    const request = handOnBeside(ports, () => Promise.reject(new Error("no"))).finally(() => {
      settled = true;
    });
    request.catch(() => undefined);
    await new Promise(setImmediate);
    expect(settled).toBe(false);
    handingOn.resolve();
    await expect(request).rejects.toThrow("no");
  });

  test("its failure is not the request's, and it is not tried at once again", async () => {
    const ports = setUp();
    ports.totals.failing = true;
    ports.tally.add("aimi_outbox_resent_total", { queue: "memory-jobs" });
    ports.clock.advance(60_000);
    expect(await handOnBeside(ports, async () => "worked")).toBe("worked");
    expect(await handOnBeside(ports, async () => "worked")).toBe("worked");
    expect(ports.totals.calls).toHaveLength(1);
  });
});
