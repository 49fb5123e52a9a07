import { expect, test } from "vitest";
import { findTime } from "./find-time.ts";

// A Saturday, half an hour before the clocks go forward in Berlin.
const said = "2026-03-28T23:30";

test.each([
  ["yesterday I ran 10 km", "past", "I ran 10 km", "on 27 March 2026", "2026-03-27", null],
  ["I ran 10 km the day before yesterday", "past", "I ran 10 km", "on 26 March 2026", "2026-03-26", null],
  [
    "I fly home tomorrow at 6 pm",
    "coming",
    "I fly home",
    "on 29 March 2026 at 18:00",
    "2026-03-29T18:00",
    null,
  ],
  ["tonight at 8 I sing", "coming", "I sing", "on 28 March 2026 at 20:00", "2026-03-28T20:00", null],
  ["I have an exam on Friday", "coming", "I have an exam", "on 3 April 2026", "2026-04-03", null],
  ["I had an exam on Friday", "past", "I had an exam", "on 27 March 2026", "2026-03-27", null],
  ["I had an exam last Friday", "past", "I had an exam", "on 27 March 2026", "2026-03-27", null],
  ["I have an exam next Tuesday", "coming", "I have an exam", "on 31 March 2026", "2026-03-31", null],
  ["I start next week", "coming", "I start", "in the week of 30 March 2026", "2026-03-30", null],
  ["I moved last month", "past", "I moved", "in February 2026", "2026-02", null],
  [
    "I want to run a marathon next March",
    "coming",
    "I want to run a marathon",
    "in March 2027",
    "2027-03",
    null,
  ],
  ["I fly in two weeks", "coming", "I fly", "on 11 April 2026", "2026-04-11", null],
  ["I began three years ago", "past", "I began", "in 2023", "2023", null],
  ["I moved to Berlin in 2019", "past", "I moved to Berlin", "in 2019", "2019", null],
  ["I live in Oslo since May", "coming", "I live in Oslo", "since May 2025", "2025-05", null],
  ["I am in Rome until August", "coming", "I am in Rome", "until August 2026", null, "2026-08"],
  ["on 3 May I have an appointment", "coming", "I have an appointment", "on 3 May 2026", "2026-05-03", null],
  ["I married on May 3rd, 2020", "past", "I married", "on 3 May 2020", "2020-05-03", null],
  [
    "I was ill from 3 to 7 May",
    "past",
    "I was ill",
    "from 3 May 2026 to 7 May 2026",
    "2026-05-03",
    "2026-05-07",
  ],
  [
    "I start on 2026-06-01 at 09:15",
    "coming",
    "I start",
    "on 1 June 2026 at 09:15",
    "2026-06-01T09:15",
    null,
  ],
  ["I may go home", "coming", "I may go home", null, null, null],
  ["I have two dogs", "coming", "I have two dogs", null, null, null],
  ["I ran 2000 m", "past", "I ran 2000 m", null, null, null],
  ["I bought it last year", "past", "I bought it", "in 2025", "2025", null],
  ["I sailed last summer", "past", "I sailed", "in June 2025", "2025-06", null],
] as const)("%s", (clause, tense, rest, phrase, from, until) => {
  expect(findTime(clause, said, tense)).toEqual({ rest, phrase, from, until });
});

test("the last day of a month leads to another month's last day", () => {
  expect(findTime("I left a month ago", "2026-03-31T10:00", "past").from).toBe("2026-02");
  expect(findTime("I leave tomorrow", "2026-12-31T10:00", "coming").from).toBe("2027-01-01");
});
