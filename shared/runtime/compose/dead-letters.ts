import { createDatabase } from "../../adapters/postgres/database.ts";
import { postgresLearning } from "../../adapters/postgres/learning/postgres-learning.ts";
import { postgresEmbeddings } from "../../adapters/postgres/postgres-embeddings.ts";
import { postgresReembedding } from "../../adapters/postgres/reembedding/postgres-reembedding.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { createTally } from "../../domain/metrics/create-tally.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { composeTotals, redisSettings } from "./redis.ts";

export async function composeDeadLetters() {
  const settings = await loadSettings("DATABASE_URL", ...redisSettings);
  const database = createDatabase({ url: settings.DATABASE_URL });
  return {
    embeddings: postgresEmbeddings(database),
    learning: postgresLearning(database),
    reembedding: postgresReembedding(database),
    embedder: { model: settings.AIMI_EMBEDDING_MODEL },
    tally: createTally(systemClock),
    totals: composeTotals(settings),
    clock: systemClock,
    log: createLogger(settings.AIMI_LOG_LEVEL),
  };
}
