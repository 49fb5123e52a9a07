import { expect, test } from "vitest";
import { readDay } from "./read-day.ts";
import { readTime } from "./read-time.ts";

const zone = "Europe/Berlin";
const now = Date.parse("2026-03-27T07:15Z");
const reading = { path: "at", zone, now };

test.each([
  ["2026-03-28T08:00", "2026-03-28T07:00Z", "2026-03-28T08:00"],
  ["2026-03-28 08:00:30", "2026-03-28T07:00:30Z", "2026-03-28T08:00:30"],
  [" Saturday 2026-03-28T08:00", "2026-03-28T07:00Z", "2026-03-28T08:00"],
  ["saturday, 2026-03-28T08:00", "2026-03-28T07:00Z", "2026-03-28T08:00"],
  ["2026-03-28T08:00Z", "2026-03-28T08:00Z", null],
  ["2026-03-28T08:00-05:00", "2026-03-28T13:00Z", null],
  // Shown twice: the first of both.
  ["2026-10-25T02:30", "2026-10-25T00:30Z", "2026-10-25T02:30"],
  // Skipped for them, but told by its offset.
  ["2026-03-29T02:30+01:00", "2026-03-29T01:30Z", null],
])("%s is %s", (told, instant, local) => {
  expect(readTime(told, reading)).toEqual({
    ...{ at: Date.parse(instant), until: Date.parse(instant) + 1, local },
  });
});

test.each([
  ["8", "is no time"],
  ["tomorrow at 8", "is no time"],
  ["2026-03-28T8:00", "is no time"],
  ["2026-02-30T08:00", "there is not"],
  ["2026-03-28T24:30", "there is not"],
  ["2026-03-28", "no time of day; ask the person"],
  ["Friday 2026-03-28T08:00", "2026-03-28 is a Saturday; ask which is meant"],
  ["2026-03-29T02:30", "is skipped in Europe/Berlin"],
  ["2026-03-27T08:15", "is in the past"],
  ["2025-03-28T08:00", "is in the past"],
])("%s is told what is wrong with it, and what time it is", (told, complaint) => {
  expect(() => readTime(told, reading)).toThrow(complaint);
  expect(() => readTime(told, reading)).toThrow(
    /^at .*; it is Friday 2026-03-27T08:15 in Europe\/Berlin now$/,
  );
});

test("where a day is enough, it means its end, and today is not over", () => {
  const takesDay = { ...reading, takesDay: true };
  expect(readTime("2026-03-27", takesDay).at).toBe(Date.parse("2026-03-27T22:59Z"));
  // All of it, its last minute and the hour that the clock skips too.
  expect(readTime("2026-03-27", takesDay).until).toBe(Date.parse("2026-03-27T23:00Z"));
  expect(readTime("2026-03-29", takesDay).until).toBe(Date.parse("2026-03-29T22:00Z"));
  expect(() => readTime("2026-03-26", takesDay)).toThrow("is in the past");
});

test("where the past is asked for, it may be told", () => {
  const takesPast = { ...reading, takesPast: true };
  expect(readTime("2026-03-01T08:00", takesPast).at).toBe(Date.parse("2026-03-01T07:00Z"));
});

test("a day is today or later, on the person's calendar", () => {
  const late = { ...reading, now: Date.parse("2026-03-27T23:30Z") };
  expect(readDay("2026-03-28", late)).toBe("2026-03-28");
  expect(() => readDay("2026-03-27", late)).toThrow("is in the past: 2026-03-27; it is 2026-03-28");
  expect(() => readDay("2027-02-29", late)).toThrow("is no day");
  expect(() => readDay("June", late)).toThrow("is no day");
});
