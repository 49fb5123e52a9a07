import { afterAll, describe, expect, test } from "vitest";
import { chatModel } from "#local/model/chat/answer-chat.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { countModelCalls } from "../../bench/learning/count-model-calls.ts";
import { runCases } from "../../bench/learning/run-cases.ts";
import { weighReport } from "../../bench/learning/weigh-report.ts";
import { startOwnCloud } from "./own-cloud.ts";

const model = await countModelCalls();
afterAll(() => model.close());
const cloud = await startOwnCloud({
  settings: { AIMI_LLM_BASE_URL: model.url, AIMI_LLM_API_KEY: "offline", AIMI_LLM_MODEL: chatModel },
});
cloud.model.pace(0);
model.aim(cloud.model.url);

const tenant = uniqueTenant();
const report = await runCases({
  url: cloud.url,
  databaseUrl: cloud.environment.DATABASE_URL!,
  ...{ tenant, longestMs: 60_000, atOnce: 4 },
});
const weighed = weighReport(report, model.count());

describe("a story of somebody leaves what it should:", () => {
  test.each(report.cases)("$theme, $name", ({ verdict }) => {
    expect(verdict).toEqual({ duplicates: [], stale: [], lost: [], wrongDates: [], forbidden: [] });
  });
});

test("they are eighty at least, and six messages take one call for facts and one for decisions at most", () => {
  expect(weighed.cases).toBeGreaterThanOrEqual(80);
  expect(weighed.factsCalls).toBeLessThanOrEqual(1);
  expect(weighed.decisionsCalls).toBeLessThanOrEqual(1);
});
