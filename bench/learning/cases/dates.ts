import type { LearningCase } from "../learning-case.ts";

export const dates: readonly LearningCase[] = [
  {
    name: "yesterday, where the person's day is another than in UTC",
    zone: "Pacific/Auckland",
    sittings: [{ at: "2026-03-10T12:30:00Z", said: ["Yesterday I ran 10 km."] }],
    known: [{ text: /10 km/, from: "2026-03-09T11:00:00.000Z" }],
  },
  {
    name: "today, where the person's day is another than in UTC",
    zone: "America/Los_Angeles",
    sittings: [{ at: "2026-03-11T05:00:00Z", said: ["Today I ran 5 km."] }],
    known: [{ text: /5 km/, from: "2026-03-10T07:00:00.000Z" }],
  },
  {
    name: "tomorrow, in the hour before midnight",
    zone: "Europe/Berlin",
    sittings: [{ at: "2026-03-10T22:30:00Z", said: ["Tomorrow I have a job interview."] }],
    known: [{ text: /interview/, from: "2026-03-10T23:00:00.000Z" }],
  },
  {
    name: "tomorrow, on the night when clocks go forward",
    zone: "Europe/Berlin",
    sittings: [{ at: "2026-03-28T22:30:00Z", said: ["I have a flight to Rome tomorrow at 6 pm."] }],
    known: [{ text: /Rome/, from: "2026-03-29T16:00:00.000Z" }],
  },
  {
    name: "tomorrow, on the day before clocks go back",
    zone: "Europe/Berlin",
    sittings: [{ at: "2026-10-24T12:00:00Z", said: ["I have a concert tomorrow at 8 pm."] }],
    known: [{ text: /concert/, from: "2026-10-25T19:00:00.000Z" }],
  },
  {
    name: "yesterday, across the change of clocks in New York",
    zone: "America/New_York",
    sittings: [{ at: "2026-03-09T03:30:00Z", said: ["Yesterday I visited the zoo."] }],
    known: [{ text: /zoo/, from: "2026-03-07T05:00:00.000Z" }],
  },
  {
    name: "last month",
    sittings: [{ at: "2026-03-10T12:00:00Z", said: ["I moved to Ghent last month."] }],
    known: [{ text: /Ghent/, from: "2026-02-01T00:00:00.000Z" }],
  },
  {
    name: "next March",
    sittings: [{ at: "2026-10-10T12:00:00Z", said: ["I want to run a marathon next March."] }],
    known: [{ text: /marathon/, from: "2027-03-01T00:00:00.000Z" }],
  },
  {
    name: "in a year",
    sittings: [{ said: ["I moved to Kiel in 2019."] }],
    known: [{ text: /Kiel/, from: "2019-01-01T00:00:00.000Z" }],
  },
  {
    name: "in two weeks",
    zone: "Europe/Paris",
    sittings: [{ at: "2026-05-04T12:00:00Z", said: ["I have an exam in two weeks."] }],
    known: [{ text: /exam/, from: "2026-05-17T22:00:00.000Z" }],
  },
  {
    name: "last Friday",
    sittings: [{ at: "2026-03-11T12:00:00Z", said: ["Last Friday I finished my thesis."] }],
    known: [{ text: /thesis/, from: "2026-03-06T00:00:00.000Z" }],
  },
  {
    name: "on a named day of this year",
    sittings: [{ at: "2026-03-11T12:00:00Z", said: ["On 3 May I have a job interview."] }],
    known: [{ text: /interview/, from: "2026-05-03T00:00:00.000Z" }],
  },
  {
    name: "since a month of last year",
    sittings: [{ at: "2026-03-11T12:00:00Z", said: ["I have worked at Acme since October."] }],
    known: [{ text: /Acme/, from: "2025-10-01T00:00:00.000Z" }],
  },
  {
    name: "three years ago",
    sittings: [{ at: "2026-03-11T12:00:00Z", said: ["I moved to Bern three years ago."] }],
    known: [{ text: /Bern/, from: "2023-01-01T00:00:00.000Z" }],
  },
  {
    name: "the same run on two days is two",
    sittings: [
      { at: "2026-03-11T12:00:00Z", said: ["Today I ran 10 km."] },
      { at: "2026-03-14T12:00:00Z", said: ["Today I ran 10 km."] },
    ],
    known: [
      { text: /11 March|2026-03-11/, from: "2026-03-11T00:00:00.000Z" },
      { text: /14 March|2026-03-14/, from: "2026-03-14T00:00:00.000Z" },
    ],
  },
  {
    name: "yesterday in a message that comes in late",
    zone: "Asia/Tokyo",
    sittings: [{ at: "2025-12-31T15:30:00Z", said: ["Yesterday I bought a house."] }],
    known: [{ text: /house/, from: "2025-12-30T15:00:00.000Z" }],
  },
];
