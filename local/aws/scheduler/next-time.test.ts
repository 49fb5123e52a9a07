import { expect, test } from "vitest";
import { nextTime } from "./next-time.ts";
import { parseExpression } from "./parse-expression.ts";
import type { Schedule } from "./schedule.ts";

const ms = (iso: string) => Date.parse(iso);

function schedule(expression: string, zone = "UTC", more: Partial<Schedule["definition"]> = {}): Schedule {
  const anchorMs = ms("2026-03-01T10:00:20Z");
  return {
    name: "s",
    group: "default",
    createdMs: anchorMs,
    modifiedMs: anchorMs,
    anchorMs,
    definition: {
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: zone,
      State: "ENABLED",
      FlexibleTimeWindow: { Mode: "OFF" },
      ActionAfterCompletion: "NONE",
      Target: {
        Arn: "arn:aws:sqs:us-east-1:000000000000:q",
        RoleArn: "arn:aws:iam::000000000000:role/r",
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      },
      ...more,
    },
  };
}

function runs(of: Schedule, after: string, count: number): string[] {
  const found: string[] = [];
  let at = ms(after);
  while (found.length < count) {
    at = nextTime(of, at) ?? Number.NaN;
    found.push(new Date(at).toISOString().slice(0, 16));
  }
  return found;
}

test("a daily time moves with the clocks of its zone", () => {
  const nine = schedule("cron(0 9 * * ? *)", "Europe/Berlin");
  expect(runs(nine, "2026-03-28T00:00:00Z", 3)).toEqual([
    "2026-03-28T08:00",
    "2026-03-29T07:00",
    "2026-03-30T07:00",
  ]);
});

test("a time in the hour that spring skips is skipped", () => {
  const halfPastTwo = schedule("cron(30 2 * * ? *)", "Europe/Berlin");
  expect(runs(halfPastTwo, "2026-03-28T00:00:00Z", 3)).toEqual([
    "2026-03-28T01:30",
    "2026-03-30T00:30",
    "2026-03-31T00:30",
  ]);
});

test("a time in the hour that autumn repeats comes once", () => {
  const halfPastOne = schedule("cron(30 1 * * ? *)", "America/New_York");
  expect(runs(halfPastOne, "2026-10-31T12:00:00Z", 2)).toEqual(["2026-11-01T05:30", "2026-11-02T06:30"]);
  const quarters = schedule("cron(0/30 * * * ? *)", "America/New_York");
  expect(runs(quarters, "2026-11-01T05:00:00Z", 2)).toEqual(["2026-11-01T05:30", "2026-11-01T07:00"]);
});

test("days are counted as EventBridge does: Sunday is 1, L is the last, W the nearest weekday", () => {
  expect(runs(schedule("cron(0 9 ? * 2-6 *)"), "2026-03-06T10:00:00Z", 1)).toEqual(["2026-03-09T09:00"]);
  expect(runs(schedule("cron(0 9 L * ? *)"), "2026-04-01T00:00:00Z", 1)).toEqual(["2026-04-30T09:00"]);
  expect(runs(schedule("cron(0 9 ? * 6L *)"), "2026-03-01T00:00:00Z", 1)).toEqual(["2026-03-27T09:00"]);
  expect(runs(schedule("cron(0 9 15W * ? *)"), "2026-03-01T00:00:00Z", 1)).toEqual(["2026-03-16T09:00"]);
  expect(runs(schedule("cron(0 9 ? * 2#1 *)"), "2026-03-01T00:00:00Z", 1)).toEqual(["2026-03-02T09:00"]);
});

test("a rate runs first one interval after its making, at the start of a minute, and keeps its phase", () => {
  const hourly = schedule("rate(1 hour)");
  expect(runs(hourly, "2026-03-01T10:00:20Z", 2)).toEqual(["2026-03-01T11:01", "2026-03-01T12:01"]);
  expect(runs(hourly, "2026-03-05T00:00:00Z", 1)).toEqual(["2026-03-05T00:01"]);
});

test("a rate with a start date runs first at that date", () => {
  const later = schedule("rate(2 days)", "UTC", { StartDate: ms("2026-04-01T00:00:00Z") / 1000 });
  expect(runs(later, "2026-03-01T00:00:00Z", 2)).toEqual(["2026-04-01T00:00", "2026-04-03T00:00"]);
});

test("a one-time schedule runs at the minute that is not before its time in its zone, even when that was missed", () => {
  const once = schedule("at(2026-03-01T09:00:30)", "Asia/Tokyo");
  expect(runs(once, "2026-02-01T00:00:00Z", 1)).toEqual(["2026-03-01T00:01"]);
  expect(runs(once, "2026-06-01T00:00:00Z", 1)).toEqual(["2026-03-01T00:01"]);
  expect(nextTime({ ...once, doneMs: 1 }, 0)).toBeNull();
});

test("a one-time schedule in a skipped hour is not early", () => {
  const skipped = schedule("at(2026-03-29T02:30:00)", "Europe/Berlin");
  expect(runs(skipped, "2026-03-01T00:00:00Z", 1)).toEqual(["2026-03-29T01:30"]);
});

test("nothing runs after the end date or while disabled", () => {
  const ended = schedule("rate(1 hour)", "UTC", { EndDate: ms("2026-03-01T12:00:00Z") / 1000 });
  expect(nextTime(ended, ms("2026-03-01T11:30:00Z"))).toBeNull();
  expect(nextTime(schedule("rate(1 hour)", "UTC", { State: "DISABLED" }), 0)).toBeNull();
});

test.each([
  "at(2026-02-30T00:00:00)",
  "at(2026-03-01T00:00:00Z)",
  "rate(0 minutes)",
  "rate(5 seconds)",
  "cron(0 9 * * *)",
  "cron(0 9 * * * *)",
  "cron(0 9 ? * ? *)",
  "cron(61 9 * * ? *)",
  "every minute",
])("%s is refused", (expression) => {
  expect(parseExpression(expression)).toBeNull();
});
