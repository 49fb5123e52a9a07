import { expect, test } from "vitest";
import { isKnownZone, nameZone } from "./is-known-zone.ts";

test.each([
  ["Europe/Berlin", "Europe/Berlin"],
  ["europe/berlin", "Europe/Berlin"],
  ["utc", "UTC"],
  ["Asia/Kolkata", "Asia/Kolkata"],
  ["America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"],
])("%s is a zone, written %s", (told, named) => {
  expect(isKnownZone(told)).toBe(true);
  expect(nameZone(told)).toBe(named);
});

test.each(["", "Berlin", "+02:00", "GMT+2", "Europe/Atlantis", "Europe/Berlin ", "..", "x".repeat(65)])(
  "%j is none",
  (told) => {
    expect(isKnownZone(told)).toBe(false);
    expect(nameZone(told)).toBeNull();
  },
);
