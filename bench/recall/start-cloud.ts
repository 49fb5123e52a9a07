import { type LocalCloud, startLocalCloud } from "#local/cloud.ts";
import { readLocalSettings } from "#local/local-settings.ts";

export const model = "all-MiniLM-L6-v2";

/** The local cloud, empty, with real embeddings; on the Postgres that the environment names, if any. */
export async function startCloud(purpose: string, embeddingsUrl: string): Promise<LocalCloud> {
  return await startLocalCloud({
    dataDir: null,
    postgresUrl: readLocalSettings(process.env).postgresUrl,
    database: `aimi_${purpose}_${Date.now()}`,
    settings: {
      AIMI_LOG_LEVEL: "warn",
      AIMI_EMBEDDING_BASE_URL: embeddingsUrl,
      AIMI_EMBEDDING_MODEL: model,
      AIMI_EMBEDDING_DIMENSIONS: "384",
    },
  });
}
