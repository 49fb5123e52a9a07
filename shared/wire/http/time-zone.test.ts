import { expect, test } from "vitest";
import { timeZone } from "./time-zone.ts";

test.each([
  ["Europe/Zurich", "Europe/Zurich"],
  ["asia/tokyo", "Asia/Tokyo"],
  ["utc", "UTC"],
  ["Asia/Kolkata", "Asia/Kolkata"],
])("%s is kept as %s", (given, kept) => {
  expect(timeZone.parse(given)).toBe(kept);
});

test.each(["Mars/Olympus", "+02:00", "", "Europe/Zurich\u0000", "x".repeat(65)])("%j is no zone", (given) => {
  expect(timeZone.safeParse(given).success).toBe(false);
});
