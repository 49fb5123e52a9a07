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
