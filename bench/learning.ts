import { parseArgs } from "node:util";
import { startLocalCloud } from "#local/cloud.ts";
import { readLocalSettings } from "#local/local-settings.ts";
import { chatModel } from "#local/model/chat/answer-chat.ts";
import { countModelCalls } from "./learning/count-model-calls.ts";
import { type JudgedCase, runCases } from "./learning/run-cases.ts";
import { weighReport } from "./learning/weigh-report.ts";

/** What the product learns from stories of our own: with the offline model, or the one at AIMI_LLM_BASE_URL. */
const { values: options } = parseArgs({ options: { "at-once": { type: "string", default: "4" } } });
const environment = process.env;
const given = environment.AIMI_LLM_BASE_URL;
const isOffline = given === undefined;

const model = await countModelCalls();
const { postgresUrl, redisUrl } = readLocalSettings(environment);
const cloud = await startLocalCloud({
  dataDir: null,
  postgresUrl,
  redisUrl,
  database: `aimi_bench_learning_${Date.now()}`,
  settings: {
    AIMI_LOG_LEVEL: "error",
    AIMI_LLM_BASE_URL: model.url,
    AIMI_LLM_API_KEY: environment.AIMI_LLM_API_KEY ?? "offline",
    AIMI_LLM_MODEL: environment.AIMI_LLM_MODEL ?? chatModel,
  },
  onLog: (name, line) => console.log(`  ${name}: ${line.slice(0, 300)}`),
});
cloud.model.pace(0);
model.aim(given ?? cloud.model.url);

function tell({ theme, name, verdict }: JudgedCase): void {
  for (const [what, lines] of Object.entries(verdict)) {
    for (const line of lines) console.log(`${theme}, ${name}: ${what}: ${line}`);
  }
}

let held = true;
try {
  const report = await runCases({
    url: cloud.url,
    databaseUrl: cloud.environment.DATABASE_URL!,
    tenant: "learning",
    longestMs: isOffline ? 30_000 : 300_000,
    atOnce: Number(options["at-once"]),
    onCase: tell,
  });
  const counted = model.count();
  const weighed = weighReport(report, counted);
  console.log(`\nwith ${given ?? "the offline model"}`);
  for (const [figure, value] of Object.entries(weighed)) {
    console.log(`${figure.padEnd(22)} ${Number.isInteger(value) ? value : value.toFixed(2)}`);
  }
  console.log(`model calls            ${JSON.stringify(counted.calls)}`);
  console.log(`tokens                 ${JSON.stringify(counted.tokens)}`);
  const { duplicates, staleContradictions, poisonStored, factsCalls, decisionsCalls } = weighed;
  held = duplicates + staleContradictions + poisonStored === 0 && Math.max(factsCalls, decisionsCalls) <= 1;
} finally {
  await cloud.close();
  await model.close();
}
process.exit(held || !isOffline ? 0 : 1);
