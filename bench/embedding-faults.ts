import { parseArgs } from "node:util";
import { startLocalCloud } from "#local/cloud.ts";
import { readLocalSettings } from "#local/local-settings.ts";
import { type FaultReport, runEmbeddingFaults } from "#test/faults/run-embedding-faults.ts";
import { seededRandom } from "#test/faults/seeded-random.ts";
import { dimensions, type FaultyModel, startFaultyModel } from "#test/faults/start-faulty-model.ts";

/** Whether every message is embedded once or failed and listed, while the model fails, workers die and jobs come twice. */
const { values: options } = parseArgs({
  options: {
    messages: { type: "string", default: "1000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    haste: { type: "string", default: "300" },
  },
});

async function main(): Promise<number> {
  const random = seededRandom(Number(options.seed));
  console.log(`seed ${options.seed}: the same seed rolls the same dice (--seed)`);
  const model = await startFaultyModel(random);
  const { postgresUrl, redisUrl } = readLocalSettings(process.env);
  const cloud = await startLocalCloud({
    dataDir: null,
    postgresUrl,
    redisUrl,
    database: `aimi_faults_${Date.now()}`,
    queueHaste: Number(options.haste),
    settings: {
      AIMI_LOG_LEVEL: "error",
      AIMI_EMBEDDING_BASE_URL: model.url,
      AIMI_EMBEDDING_DIMENSIONS: String(dimensions),
    },
  });
  const startedAt = performance.now();
  try {
    const messages = Number(options.messages);
    const report = await runEmbeddingFaults({ cloud, model, random, messages, say: console.log });
    return print(report, model, messages, (performance.now() - startedAt) / 1000);
  } finally {
    await cloud.close();
    await model.close();
  }
}

function print(report: FaultReport, model: FaultyModel, messages: number, seconds: number): number {
  const { crashes, duplicates, afterFaults, afterRedrive } = report;
  console.log(
    `\nworkers killed in mid-flight ${crashes}, jobs sent again ${duplicates}, ${seconds.toFixed(0)} s`,
  );
  console.log("requests of the model", model.outcomes);
  console.log("after the faults     ", afterFaults);
  console.log("after the redrive    ", afterRedrive);
  const whole = afterRedrive.ready === messages && afterRedrive.listed === 0;
  const held = whole && [...afterFaults.complaints, ...afterRedrive.complaints].length === 0;
  console.log(
    held
      ? "\nheld: each message is embedded once, or failed and listed; a redrive brings all back"
      : "\nNOT HELD",
  );
  return held ? 0 : 1;
}

process.exit(await main());
