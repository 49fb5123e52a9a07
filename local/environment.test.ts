import { expect, test } from "vitest";
import { withOwnSettings } from "./environment.ts";

const given = { AIMI_LLM_BASE_URL: "http://stand-in/v1", AIMI_LLM_MODEL: "aimi-offline-chat" };

test("the caller's own settings win over the stand-ins'", () => {
  expect(withOwnSettings(given, { AIMI_LLM_MODEL: "mine" })).toEqual({ ...given, AIMI_LLM_MODEL: "mine" });
  expect(withOwnSettings(given)).toEqual(given);
});

test("a real model server is not asked for the stand-in's model", () => {
  const own = { AIMI_LLM_BASE_URL: "http://127.0.0.1:1234/v1" };
  expect(withOwnSettings(given, own)).toEqual(own);
  expect(withOwnSettings(given, { ...own, AIMI_LLM_MODEL: "mine" })).toEqual({
    ...own,
    AIMI_LLM_MODEL: "mine",
  });
});

test("a real APNs is not reached by the stand-in's address, nor known by its key", () => {
  const apns = { AIMI_APNS_URL: "http://stand-in", AIMI_APNS_KEY_ID: "k", AIMI_APNS_PRIVATE_KEY: "p" };
  const own = { AIMI_APNS_KEY_ID: "mine", AIMI_APNS_PRIVATE_KEY: "mine" };
  expect(withOwnSettings({ ...given, ...apns }, own)).toEqual({ ...given, ...own });
  const url = { AIMI_APNS_URL: "http://another-stand-in" };
  expect(withOwnSettings({ ...given, ...apns }, url)).toEqual({ ...given, ...apns, ...url });
});
