import { expect, test } from "vitest";
import { lastOccurrence } from "./last-occurrence.ts";
import { nextOccurrence } from "./next-occurrence.ts";
import { occurrencesBetween } from "./occurrences-between.ts";
import { parseRule } from "./parse-rule.ts";
import { wallTimes } from "./wall-times.ts";

const berlin = { startsLocal: "2026-03-27T02:30:00", zone: "Europe/Berlin" };
const daily = { ...berlin, recurrence: "FREQ=DAILY" };
const iso = (instant: number | null) => instant && new Date(instant).toISOString().slice(0, 16);
const from = (instant: string, count: number, happening = daily as Parameters<typeof lastOccurrence>[0]) =>
  occurrencesBetween({
    ...{ ...happening, from: Date.parse(instant), until: Number.POSITIVE_INFINITY, limit: count },
  }).map(iso);

test("a time that the clock skips comes once, at the skip, and the next day as ever", () => {
  expect(from("2026-03-28T00:00Z", 3)).toEqual(["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"]);
});

test("a time that the clock shows twice comes once, first", () => {
  expect(from("2026-10-24T00:00Z", 3)).toEqual(["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]);
});

test("two times that fall on one instant are one", () => {
  const hourly = { ...berlin, recurrence: "FREQ=HOURLY", startsLocal: "2026-03-29T01:00:00" };
  expect(from("2026-03-29T00:00Z", 3, hourly)).toEqual([
    ...["2026-03-29T00:00", "2026-03-29T01:00", "2026-03-29T02:00"],
  ]);
});

test("a day that a country skipped comes with the next", () => {
  const apia = { recurrence: "FREQ=DAILY", startsLocal: "2011-12-28T09:00:00", zone: "Pacific/Apia" };
  expect(from("2011-12-28T00:00Z", 4, apia)).toEqual([
    ...["2011-12-28T19:00", "2011-12-29T19:00", "2011-12-30T10:00", "2011-12-30T19:00"],
  ]);
});

test("without a rule there is one time", () => {
  const once = { ...berlin, recurrence: null };
  expect(iso(nextOccurrence({ ...once, after: 0 }))).toBe("2026-03-27T01:30");
  expect(nextOccurrence({ ...once, after: Date.parse("2026-03-27T01:30Z") })).toBeNull();
  expect(iso(lastOccurrence(once))).toBe("2026-03-27T01:30");
});

test("a start that does not match is no time of the rule, and is not counted", () => {
  const mondays = { ...berlin, recurrence: "FREQ=WEEKLY;BYDAY=MO;COUNT=2" };
  expect(from("2026-01-01T00:00Z", 9, mondays)).toEqual(["2026-03-30T00:30", "2026-04-06T00:30"]);
  expect(iso(lastOccurrence(mondays))).toBe("2026-04-06T00:30");
});

test.each([
  ["20260401", "2026-04-01T00:30"],
  ["20260401T023000", "2026-04-01T00:30"],
  ["20260401T022959", "2026-03-31T00:30"],
  ["20260401T003000Z", "2026-04-01T00:30"],
  ["20260401T002959Z", "2026-03-31T00:30"],
])("a rule until %s ends at %s", (until, last) => {
  const ending = { ...berlin, recurrence: `FREQ=DAILY;UNTIL=${until}` };
  expect(from("2026-03-31T00:00Z", 9, ending).at(-1)).toBe(last);
  expect(iso(lastOccurrence(ending))).toBe(last);
});

test("an endless rule has no last time, and one that ends before its first has its start", () => {
  expect(lastOccurrence(daily)).toBeNull();
  const over = { ...berlin, recurrence: "FREQ=DAILY;UNTIL=20200101" };
  expect(nextOccurrence({ ...over, after: 0 })).toBeNull();
  expect(iso(lastOccurrence(over))).toBe("2026-03-27T01:30");
});

test.each([
  ["FREQ=DAILY;INTERVAL=7;BYDAY=MO", "a Friday"],
  ["FREQ=HOURLY;INTERVAL=24;BYHOUR=9", "half past two"],
])("%s from %s never comes, and that is soon told", (recurrence) => {
  expect(nextOccurrence({ ...berlin, recurrence, after: 0 })).toBeNull();
});

test("a leap day comes in a leap year, though a century leaves one out", () => {
  const leap = { recurrence: "FREQ=YEARLY", startsLocal: "2024-02-29T12:00:00", zone: "UTC" };
  expect(from("2090-01-01T00:00Z", 3, leap)).toEqual([
    ...["2092-02-29T12:00", "2096-02-29T12:00", "2104-02-29T12:00"],
  ]);
});

test.each([
  "FREQ=HOURLY",
  "FREQ=HOURLY;INTERVAL=7;COUNT=5000",
  "FREQ=DAILY",
  "FREQ=DAILY;INTERVAL=3",
  "FREQ=DAILY;COUNT=5000",
  "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=1000",
  "FREQ=MONTHLY;BYDAY=-1FR",
  "FREQ=YEARLY",
])("the next time of %s is found without a walk from its start", (recurrence) => {
  const steps = { left: 60 };
  const start = Date.parse("2022-07-04T08:00Z");
  const from = Date.parse("2026-01-05T12:00Z");
  expect(wallTimes(parseRule(recurrence), start, from, steps).next().value).toBeGreaterThanOrEqual(from);
});

const months = "BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12";
const daysOfWeek = "BYDAY=MO,TU,WE,TH,FR,SA,SU";
test.each([
  [`FREQ=HOURLY;INTERVAL=8783;${months};COUNT=5000`, "1600-01-01T00:00", 860],
  [`FREQ=HOURLY;INTERVAL=745;${months};COUNT=5000`, "1600-01-01T00:00", 10_010],
  ["FREQ=HOURLY;INTERVAL=2;BYHOUR=1", "2020-01-01T00:00", 0],
  ["FREQ=HOURLY;INTERVAL=2;BYHOUR=1;BYMONTH=2;BYDAY=MO", "2020-01-01T00:00", 0],
  ["FREQ=YEARLY;INTERVAL=10;BYYEARDAY=366", "2001-01-01T00:00", 2_600],
  ["FREQ=DAILY;INTERVAL=7;BYDAY=MO", "2021-01-01T00:00", 6_000],
  ["FREQ=MONTHLY;INTERVAL=12;BYMONTH=6", "2020-12-01T00:00", 700],
  [`FREQ=MONTHLY;${daysOfWeek};BYSETPOS=-1;COUNT=5000`, "1600-01-01T00:00", 30_001],
])(
  "the next time of %s from %s is found, or given up, after a number of steps",
  (recurrence, startsAt, most) => {
    const steps = { left: 30_000 };
    const start = Date.parse(`${startsAt}Z`);
    wallTimes(parseRule(recurrence), start, Date.parse("2026-01-05T12:00Z"), steps).next();
    expect(30_000 - steps.left).toBeLessThanOrEqual(most);
  },
);

test("a rule that was kept though it takes too long to count is over, and gives no part of a month for all of it", () => {
  const startsLocal = "1600-01-01T00:00:00";
  const recurrence = `FREQ=MONTHLY;${daysOfWeek};BYSETPOS=-1;COUNT=5000`;
  const kept = { recurrence, startsLocal, zone: "UTC" };
  expect(nextOccurrence({ ...kept, after: Date.parse("2026-01-05T12:00Z") })).toBeNull();
  expect(iso(lastOccurrence(kept))).toBe("1682-01-31T00:00");
});

test("the last time before an UNTIL is found though it lies months before", () => {
  const hourly = { ...berlin, recurrence: "FREQ=HOURLY;BYMONTH=1,2,3,4,5;UNTIL=20301231T000000Z" };
  expect(iso(lastOccurrence(hourly))).toBe("2030-05-31T21:30");
});
