import { expect, test } from "vitest";
import { calendarInstant } from "#shared/wire/primitives.ts";
import { lastInstant } from "./last-instant.ts";

test("the last instant is the last that a calendar takes", () => {
  const taken = (ms: number) => calendarInstant.safeParse(new Date(ms).toISOString()).success;
  expect([taken(lastInstant), taken(lastInstant + 1)]).toEqual([true, false]);
});
