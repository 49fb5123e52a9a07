import { expect, test } from "vitest";
import { isApiKey, makeApiKey } from "./api-key.ts";

test("a key says whose it is and of which stage, and is never made twice", () => {
  const keys = Array.from({ length: 100 }, () => makeApiKey("my-stage"));
  for (const key of keys) {
    expect(key).toMatch(/^aimi_my-stage_[0-9A-Za-z]{22}_[0-9A-Za-z]{6}$/);
    expect(isApiKey(key, "my-stage")).toBe(true);
  }
  expect(new Set(keys).size).toBe(keys.length);
});

test("the checksum stays as it is from release to release, since keys live long", () => {
  expect(isApiKey("aimi_local_0000000000000000000000_43SvD8", "local")).toBe(true);
});

test("a slip anywhere in a key is seen without a look-up", () => {
  const key = makeApiKey("local");
  for (let at = 0; at < key.length; at++) {
    const slip = key.slice(0, at) + (key[at] === "x" ? "y" : "x") + key.slice(at + 1);
    expect(isApiKey(slip, "local"), `at ${at}`).toBe(false);
  }
});

test.each(["", "aimi_", "aimi_local_", `${makeApiKey("local")}x`, makeApiKey("local").slice(0, -1)])(
  "%j is no key",
  (key) => expect(isApiKey(key, "local")).toBe(false),
);

test("a key of another stage is none here", () => {
  expect(isApiKey(makeApiKey("dev"), "local")).toBe(false);
  expect(isApiKey(makeApiKey("local-x"), "local")).toBe(false);
});
