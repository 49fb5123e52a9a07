import { expect, test } from "vitest";
import { ValidationFailed } from "../../../errors.ts";
import { readRecurrence } from "./read-recurrence.ts";

test.each([
  ["FREQ=DAILY", "FREQ=DAILY"],
  ["RRULE:FREQ=DAILY", "FREQ=DAILY"],
  [" rrule:freq=weekly;byday=mo,we;interval=1; ", "FREQ=WEEKLY;BYDAY=MO,WE"],
  ["BYMONTH=6;BYDAY=-1SU;FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=6;BYDAY=-1SU"],
  ["FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=12", "FREQ=MONTHLY;COUNT=12;BYMONTHDAY=-1"],
  ["FREQ=DAILY;UNTIL=20260630", "FREQ=DAILY;UNTIL=20260630"],
  ["FREQ=DAILY;UNTIL=20260630T080000", "FREQ=DAILY;UNTIL=20260630T080000"],
  ["FREQ=DAILY;UNTIL=20260630T080000Z", "FREQ=DAILY;UNTIL=20260630T080000Z"],
  ["FREQ=HOURLY;INTERVAL=2;BYHOUR=8,10;BYMINUTE=30", "FREQ=HOURLY;INTERVAL=2;BYHOUR=8,10;BYMINUTE=30"],
  ["FREQ=DAILY;BYHOUR=8;BYMINUTE=0;BYSECOND=0", "FREQ=DAILY;BYHOUR=8;BYMINUTE=0;BYSECOND=0"],
  ["FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;WKST=SU", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;WKST=SU"],
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"],
  ["FREQ=DAILY;COUNT=10;INTERVAL=7;BYDAY=MO", "FREQ=DAILY;COUNT=10;INTERVAL=7;BYDAY=MO"],
  ["FREQ=DAILY;COUNT=6;INTERVAL=14;BYDAY=TU", "FREQ=DAILY;COUNT=6;INTERVAL=14;BYDAY=TU"],
  ["FREQ=HOURLY;COUNT=10;INTERVAL=168;BYDAY=MO", "FREQ=HOURLY;COUNT=10;INTERVAL=168;BYDAY=MO"],
])("%j is kept as %s", (told, kept) => {
  expect(readRecurrence(told, "recurrence")).toBe(kept);
  expect(readRecurrence(kept, "recurrence")).toBe(kept);
});

test.each([
  ["", "must be one RRULE"],
  ["every day", "must say how often"],
  ["DTSTART:20260101T080000\nRRULE:FREQ=DAILY", "must be one RRULE"],
  ["FREQ=DAILY\nFREQ=DAILY", "must be one RRULE"],
  ["BYDAY=MO", "must say how often"],
  ["FREQ=FORTNIGHTLY", "has a FREQ that is not valid"],
  ["FREQ=DAILY;FREQ=WEEKLY", "may have FREQ once"],
  ["FREQ=DAILY;BYEASTER=0", "has a part that no RRULE has: BYEASTER"],
  ["FREQ=DAILY;constructor=1", "has a part that no RRULE has"],
  ["FREQ=DAILY;;", "has a part that no RRULE has"],
  ["FREQ=DAILY;COUNT", "has a COUNT that is not valid"],
  ["FREQ=DAILY;COUNT=3=3", "has a COUNT that is not valid"],
  ["FREQ=SECONDLY", "once an hour at most"],
  ["FREQ=MINUTELY;INTERVAL=90", "once an hour at most"],
  ["FREQ=HOURLY;BYMINUTE=0,30", "once an hour at most"],
  ["FREQ=DAILY;BYHOUR=8;BYMINUTE=0,30", "once an hour at most"],
  ["FREQ=HOURLY;BYSECOND=0,30", "one BYSECOND"],
  ["FREQ=DAILY;INTERVAL=0", "has an INTERVAL that is not valid"],
  ["FREQ=DAILY;INTERVAL=-1", "has an INTERVAL that is not valid"],
  ["FREQ=DAILY;INTERVAL=99999", "INTERVAL from 1 to 3660"],
  ["FREQ=YEARLY;INTERVAL=11", "INTERVAL from 1 to 10"],
  ["FREQ=DAILY;COUNT=0", "has a COUNT that is not valid"],
  ["FREQ=DAILY;COUNT=5001", "COUNT up to 5000"],
  ["FREQ=DAILY;COUNT=3;UNTIL=20260630", "leave one of them out"],
  ["FREQ=DAILY;UNTIL=20260231", "no date"],
  ["FREQ=DAILY;UNTIL=99991231", "after 2999"],
  ["FREQ=DAILY;UNTIL=2026-06-30", "has an UNTIL that is not valid"],
  ["FREQ=DAILY;BYHOUR=24", "has a number"],
  ["FREQ=YEARLY;BYMONTH=13", "has a number"],
  ["FREQ=MONTHLY;BYMONTHDAY=0", "has a number"],
  ["FREQ=MONTHLY;BYMONTHDAY=32", "has a number"],
  ["FREQ=MONTHLY;BYDAY=0MO", "has a number"],
  ["FREQ=MONTHLY;BYDAY=6MO", "from 1 to 5"],
  ["FREQ=WEEKLY;BYDAY=2MO", "only when it is MONTHLY or YEARLY"],
  ["FREQ=MONTHLY;BYDAY=2MO;BYMONTHDAY=13", "cannot have a numbered BYDAY"],
  ["FREQ=WEEKLY;BYMONTHDAY=1", "cannot be WEEKLY with BYMONTHDAY"],
  ["FREQ=MONTHLY;BYYEARDAY=1", "only when it is YEARLY"],
  ["FREQ=MONTHLY;BYWEEKNO=1", "only when it is YEARLY"],
  ["FREQ=YEARLY;BYSETPOS=1", "only beside another BY part"],
  ["FREQ=HOURLY;BYHOUR=8;BYSETPOS=1", "cannot be HOURLY with BYSETPOS"],
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never occurs"],
  ["FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31", "never occurs"],
  ["FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=31;BYDAY=MO", "never occurs"],
  ["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300", "never occurs"],
  ["FREQ=YEARLY;BYYEARDAY=100;COUNT=100", "a COUNT that it takes centuries to reach"],
  ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=1000", "a COUNT that it takes centuries"],
])("%j is refused", (told, message) => {
  const read = () => readRecurrence(told, "recurrence");
  expect(read).toThrow(ValidationFailed);
  expect(read).toThrow(message);
  expect(read).toThrow(/^recurrence /);
});

test("a rule of more than 500 characters is refused", () => {
  const told = `FREQ=DAILY;BYHOUR=${"8,".repeat(250)}9`;
  expect(() => readRecurrence(told, "recurrence")).toThrow("must not exceed 500 characters");
});
