import { expect, test } from "vitest";
import { instant } from "#shared/wire/primitives.ts";
import { lastInstant } from "./last-instant.ts";

test("the last instant is the last that calls take", () => {
  const taken = (ms: number) => instant.safeParse(new Date(ms).toISOString()).success;
  expect([taken(lastInstant), taken(lastInstant + 1)]).toEqual([true, false]);
});
