import { expect, test } from "vitest";
import { toFullName } from "./to-full-name.ts";

test.each([
  ["Anna Example", "Anna Example"],
  ["  Anna  ", "Anna"],
  [{ given_name: "Anna", family_name: "Example" }, "Anna Example"],
  [{ givenName: "Anna", familyName: "Example" }, "Anna Example"],
  [{ givenName: "Anna", familyName: null }, "Anna"],
  [{ family_name: "Example" }, "Example"],
])("%j is a name", (given, name) => {
  expect(toFullName(given)).toBe(name);
});

test.each([undefined, null, "", "   ", {}, { givenName: null, familyName: "" }])("%j is none", (given) => {
  expect(toFullName(given)).toBeNull();
});
