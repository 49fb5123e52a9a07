import { afterAll, expect, test } from "vitest";
import { runEmbeddingFaults } from "../faults/run-embedding-faults.ts";
import { seededRandom } from "../faults/seeded-random.ts";
import { dimensions, startFaultyModel } from "../faults/start-faulty-model.ts";
import { startOwnCloud } from "./own-cloud.ts";

const random = seededRandom(20_260_131);
const model = await startFaultyModel(random);
const cloud = await startOwnCloud({
  queueHaste: 400,
  settings: { AIMI_EMBEDDING_BASE_URL: model.url, AIMI_EMBEDDING_DIMENSIONS: String(dimensions) },
});
afterAll(() => model.close());

test("however the model and the workers fail, a message is embedded once or failed and listed, and a redrive brings all back", {
  timeout: 600_000,
}, async () => {
  const { crashes, duplicates, afterFaults, afterRedrive } = await runEmbeddingFaults({
    ...{ cloud, model, random },
    messages: 100,
  });
  expect(afterFaults.complaints).toEqual([]);
  expect(afterFaults.ready + afterFaults.failed).toBe(100);
  expect(afterFaults.failed).toBeGreaterThan(0);
  expect(crashes).toBeGreaterThan(0);
  expect(duplicates).toBeGreaterThan(0);
  expect(afterRedrive).toMatchObject({ complaints: [], ready: 100, failed: 0, listed: 0 });
});
