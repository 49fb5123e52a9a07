import { expect, test } from "vitest";
import { readPauseMs } from "./read-pause.ts";

test("A pause is a number of minutes, hours or days", () => {
  expect(["10m", "2h", "1d"].map(readPauseMs)).toEqual([600_000, 7_200_000, 86_400_000]);
});

test.each(["", "10", "0m", "-1m", "m", "10s", "1.5h", "10 m", "99999m"])("“%s” is none", (text) => {
  expect(readPauseMs(text)).toBeUndefined();
});
