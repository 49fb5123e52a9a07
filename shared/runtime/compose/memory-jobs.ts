import { createDatabase } from "../../adapters/postgres/database.ts";
import { postgresEmbeddings } from "../../adapters/postgres/postgres-embeddings.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { loadSettings } from "../load-settings.ts";
import { createLogger } from "../logger.ts";
import { composeEmbedder } from "./model.ts";

export async function composeMemoryJobs() {
  const settings = await loadSettings("DATABASE_URL");
  const database = createDatabase({ url: settings.DATABASE_URL });
  return {
    embeddings: postgresEmbeddings(database),
    embedder: composeEmbedder(settings, { attempts: 3 }),
    clock: systemClock,
    log: createLogger(settings.AIMI_LOG_LEVEL),
  };
}
