import { expect, test } from "vitest";
import { namedTimes } from "./named-times.ts";

const now = Date.UTC(2026, 5, 15);
const day = (iso: string) => ({ from: Date.parse(iso), to: Date.parse(iso) + 86_400_000 });
const month = (year: number, at: number) => ({ from: Date.UTC(year, at, 1), to: Date.UTC(year, at + 1, 1) });
const year = (of: number) => ({ from: Date.UTC(of, 0, 1), to: Date.UTC(of + 1, 0, 1) });

test.each([
  ["What happened on 2023-05-07?", [day("2023-05-07")]],
  ["What happened in 2023-05?", [month(2023, 4)]],
  ["When was 7 May 2023?", [day("2023-05-07")]],
  ["the 7th of May, 2023", [day("2023-05-07")]],
  ["May 7th, 2023", [day("2023-05-07")]],
  ["in sept. 2024", [month(2024, 8)]],
  ["the books of December 2022 and of 2021", [month(2022, 11), year(2021)]],
  ["31 February 2023", []],
  ["What did I do in 2022?", [year(2022)]],
])("%j names its times", (text, spans) => {
  expect(namedTimes(text, now)).toEqual(spans);
});

test.each(["in October", "every october", "October"])("%j is meant in each of the last years", (text) => {
  expect(namedTimes(text, now)).toEqual(
    [2026, 2025, 2024, 2023, 2022, 2021, 2020, 2019, 2018, 2017].map((of) => month(of, 9)),
  );
});

test.each([
  "May I ask you something?",
  "what may I eat",
  "the march to the river",
  "call 2015550123",
  "I have 2 cats",
  "",
])("%j names no time", (text) => {
  expect(namedTimes(text, now)).toEqual([]);
});

test.each(["in may", "last March", "my trip in May"])("%j means the month", (text) => {
  expect(namedTimes(text, now)).toHaveLength(10);
});

test("a long text without times names none", () => {
  expect(namedTimes("x".repeat(8_000), now)).toEqual([]);
  expect(namedTimes("may ".repeat(2_000), now)).toEqual([]);
});

test("a text full of dates names only so many", () => {
  expect(namedTimes("March 2020 ".repeat(700), now)).toHaveLength(40);
});
