import { expect, test } from "vitest";
import { isQuiet } from "./is-quiet.ts";

const at = (iso: string) => Date.parse(iso);
const night = { from: 22 * 60, to: 7 * 60, zone: "Europe/Berlin" };

test.each([
  ["2026-01-31T20:59:59Z", false],
  ["2026-01-31T21:00:00Z", true],
  ["2026-01-31T23:30:00Z", true],
  ["2026-02-01T05:59:59Z", true],
  ["2026-02-01T06:00:00Z", false],
  // By summer's clock.
  ["2026-07-01T04:59:59Z", true],
  ["2026-07-01T05:00:00Z", false],
])("a night of quiet goes on past midnight, by the person's own clock: %s %s", (instant, quiet) => {
  expect(isQuiet(night, at(instant))).toBe(quiet);
});

test("an afternoon of quiet ends when it says", () => {
  const nap = { from: 13 * 60, to: 14 * 60, zone: "UTC" };
  const shown = ["12:59", "13:00", "13:59", "14:00"].map((time) =>
    isQuiet(nap, at(`2026-01-31T${time}:00Z`)),
  );
  expect(shown).toEqual([false, true, true, false]);
});

test("whoever has said nothing, or from one minute to the same, is always welcome", () => {
  expect(isQuiet(null, 0)).toBe(false);
  expect(isQuiet({ from: 60, to: 60, zone: "UTC" }, 3_600_000)).toBe(false);
});
