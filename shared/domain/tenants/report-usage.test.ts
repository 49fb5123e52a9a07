import { expect, test } from "vitest";
import { ValidationFailed } from "#shared/errors.ts";
import type { DayUsage, UsageLedger } from "#shared/ports/usage.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { reportUsage } from "./report-usage.ts";

const now = Date.UTC(2026, 0, 31, 23, 59);

function start(days: readonly DayUsage[] = []) {
  const asked: Parameters<UsageLedger["list"]>[0][] = [];
  const usage: UsageLedger = {
    async list(call) {
      asked.push(call);
      return days;
    },
  };
  const clock = fakeClock(now);
  const report = (from?: string, to?: string) =>
    reportUsage({ usage, clock }, { tenantId: "acme", from, to });
  return { asked, report };
}

test("thirty days are reported unless others are asked for, the last one today", async () => {
  const { asked, report } = start();
  await report();
  await report(undefined, "2026-03-01");
  await report("2026-01-05");
  expect(asked).toEqual([
    { tenantId: "acme", from: "2026-01-02", to: "2026-01-31" },
    { tenantId: "acme", from: "2026-01-31", to: "2026-03-01" },
    { tenantId: "acme", from: "2026-01-05", to: "2026-01-31" },
  ]);
});

test("what the days took is added up", async () => {
  const figures = { turns: 2, promptTokens: 30, completionTokens: 4, costMicros: 5 };
  const { report } = start([
    { day: "2026-01-31", model: "a", ...figures },
    { day: "2026-01-30", model: "b", ...figures },
  ]);
  expect((await report()).total).toEqual({ turns: 4, promptTokens: 60, completionTokens: 8, costMicros: 10 });
  expect((await start().report()).total).toEqual({
    turns: 0,
    promptTokens: 0,
    completionTokens: 0,
    costMicros: 0,
  });
});

test.each([
  ["2026-02-01", "2026-01-31"],
  ["2025-01-30", "2026-01-31"],
])("from %s to %s is refused", async (from, to) => {
  const { asked, report } = start();
  await expect(report(from, to)).rejects.toThrow(ValidationFailed);
  expect(asked).toEqual([]);
});
