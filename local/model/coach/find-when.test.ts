import { describe, expect, test } from "vitest";
import { findWhen } from "./find-when.ts";
import { readNow } from "./read-now.ts";
import { toRule } from "./repeat.ts";
import { toLocalText } from "./wall-time.ts";

// A Friday, a quarter past eight in Berlin.
const now = readNow("It is 2026-11-27T07:15:00.000Z (UTC); the person's time zone is Europe/Berlin.", 0);

function when(text: string, at = now) {
  const found = findWhen(text, at);
  return {
    rest: found.rest,
    at: found.at === undefined ? null : toLocalText(found.at),
    ...(found.repeat && { rule: toRule(found.repeat) }),
  };
}

test.each([
  ["tomorrow at 8 to stretch", "to stretch", "2026-11-28T08:00"],
  ["to stretch tomorrow at 8", "to stretch", "2026-11-28T08:00"],
  ["at 8 to stretch", "to stretch", "2026-11-28T08:00"],
  ["at 9 to stretch", "to stretch", "2026-11-27T09:00"],
  ["at 5 to stretch", "to stretch", "2026-11-27T17:00"],
  ["at 05:00 to stretch", "to stretch", "2026-11-28T05:00"],
  ["today at 6 to stretch", "to stretch", "2026-11-27T18:00"],
  ["to read tonight", "to read", "2026-11-27T19:00"],
  ["tonight at 8 to read", "to read", "2026-11-27T20:00"],
  ["this evening to read", "to read", "2026-11-27T19:00"],
  ["tomorrow morning to run", "to run", "2026-11-28T09:00"],
  ["at 7 in the evening to run", "to run", "2026-11-27T19:00"],
  ["tomorrow at half past seven", "", "2026-11-28T07:30"],
  ["at quarter to 10pm", "", "2026-11-27T21:45"],
  ["at ten past 9", "", "2026-11-27T09:10"],
  ["9:30", "", "2026-11-27T09:30"],
  ["at 9.30", "", "2026-11-27T09:30"],
  ["10 am", "", "2026-11-27T10:00"],
  ["12am", "", "2026-11-28T00:00"],
  ["at noon", "", "2026-11-27T12:00"],
  ["at nine o'clock", "", "2026-11-27T09:00"],
  ["at 20:00", "", "2026-11-27T20:00"],
  ["on Friday at 5pm to call", "to call", "2026-11-27T17:00"],
  ["on Friday at 8am to call", "to call", "2026-12-04T08:00"],
  ["Friday at 5 to do the Monday report", "to do the Monday report", "2026-11-27T17:00"],
  ["to do the Monday report on Tuesday", "to do the Monday report", "2026-12-01T09:00"],
  ["next Monday morning to run", "to run", "2026-11-30T09:00"],
  ["next Friday at 14:30", "", "2026-12-04T14:30"],
  ["the day after tomorrow at 7pm", "", "2026-11-29T19:00"],
  ["on the 15th at 10", "", "2026-12-15T10:00"],
  ["on 3 December at noon", "", "2026-12-03T12:00"],
  ["on March 3rd", "", "2027-03-03T09:00"],
  ["on 2027-02-01", "", "2027-02-01T09:00"],
  ["on Christmas Eve at 4pm", "", "2026-12-24T16:00"],
  ["in 3 days", "", "2026-11-30T09:00"],
  ["in a week at 10:15", "", "2026-12-04T10:15"],
  ["in 20 minutes", "", "2026-11-27T08:35"],
  ["in half an hour", "", "2026-11-27T08:45"],
  ["in an hour and a half", "", "2026-11-27T09:45"],
  ["in 2 hours and 30 minutes", "", "2026-11-27T10:45"],
  ["in 10 seconds", "", "2026-11-27T08:15:10"],
  ["yesterday at 8", "", "2026-11-26T08:00"],
  ["on Saturday, 28 November at 10:00", "", "2026-11-28T10:00"],
  ["to take the 9:30 train tomorrow at 8", "to take the 9:30 train", "2026-11-28T08:00"],
  ["to call 3 people", "to call 3 people", null],
  ["to run 10 km at 80 %", "to run 10 km at 80 %", null],
  ["to buy the May issue", "to buy the May issue", null],
])("%s", (text, rest, at) => {
  expect(when(text)).toEqual({ rest, at });
});

describe("what comes again begins at the next time that it fits:", () => {
  test.each([
    ["every day at 8 to run", "to run", "2026-11-28T08:00", "FREQ=DAILY"],
    ["daily at 22:00", "", "2026-11-27T22:00", "FREQ=DAILY"],
    ["every morning", "", "2026-11-27T09:00", "FREQ=DAILY"],
    ["every evening at 9", "", "2026-11-27T21:00", "FREQ=DAILY"],
    ["every other day at 9 pm", "", "2026-11-27T21:00", "FREQ=DAILY;INTERVAL=2"],
    ["every three days", "", "2026-11-27T09:00", "FREQ=DAILY;INTERVAL=3"],
    ["every weekday at 7:30", "", "2026-11-30T07:30", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
    ["from Monday to Friday at 7:30", "", "2026-11-30T07:30", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
    ["every weekend at 10", "", "2026-11-28T10:00", "FREQ=WEEKLY;BYDAY=SA,SU"],
    ["on Mondays at 9:15", "", "2026-11-30T09:15", "FREQ=WEEKLY;BYDAY=MO"],
    ["every Monday and Thursday at 18:00", "", "2026-11-30T18:00", "FREQ=WEEKLY;BYDAY=MO,TH"],
    ["every other Tuesday", "", "2026-12-01T09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"],
    ["every week on Sunday at 11", "", "2026-11-29T11:00", "FREQ=WEEKLY;BYDAY=SU"],
    ["on the first of each month", "", "2026-12-01T09:00", "FREQ=MONTHLY;BYMONTHDAY=1"],
    ["every month on the 15th at 8am", "", "2026-12-15T08:00", "FREQ=MONTHLY;BYMONTHDAY=15"],
    ["on the last day of every month at 17:00", "", "2026-11-30T17:00", "FREQ=MONTHLY;BYMONTHDAY=-1"],
    ["on the first Monday of every month", "", "2026-12-07T09:00", "FREQ=MONTHLY;BYDAY=1MO"],
    ["every year on 3 May", "", "2027-05-03T09:00", "FREQ=YEARLY"],
    ["every day at 10am and 4pm", "", "2026-11-27T10:00", "FREQ=DAILY;BYHOUR=10,16"],
    ["every day at 7am and 4pm", "", "2026-11-27T16:00", "FREQ=DAILY;BYHOUR=7,16"],
    ["every day at 8 until Christmas", "", "2026-11-28T08:00", "FREQ=DAILY;UNTIL=20261225T235959"],
    ["every day at 8 for two weeks", "", "2026-11-28T08:00", "FREQ=DAILY;UNTIL=20261211T235959"],
    ["every Monday at 9 starting next week", "", "2026-11-30T09:00", "FREQ=WEEKLY;BYDAY=MO"],
    ["every 2 hours", "", "2026-11-27T10:15", "FREQ=HOURLY;INTERVAL=2"],
  ])("%s", (text, rest, at, rule) => {
    expect(when(text)).toEqual({ rest, at, rule });
  });
});

test("a span is counted in real time where the clock is changed", () => {
  const night = readNow("whose time zone is Europe/Berlin: 2026-03-29T00:30:00.000Z (UTC).", 0);
  expect(when("in an hour", night).at).toBe("2026-03-29T03:30");
});

test("a prompt without a time is answered by the model's own clock", () => {
  expect(when("at 9", readNow("You are Aimi.", Date.UTC(2026, 10, 27, 8))).at).toBe("2026-11-27T09:00");
});
