import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "#local/cloud.ts";

/** A cloud for tests: in memory, or on the real Postgres and Redis that the environment names, in a database of its own. */
export async function startTestCloud(
  options: Partial<LocalCloudOptions> & { bundlesDir: string },
): Promise<LocalCloud> {
  return await startLocalCloud({
    dataDir: null,
    postgresUrl: process.env.AIMI_LOCAL_POSTGRES_URL,
    redisUrl: process.env.AIMI_LOCAL_REDIS_URL,
    database: `aimi_test_${process.pid}_${Date.now()}`,
    ...options,
    settings: { AIMI_LOG_LEVEL: "warn", ...options.settings },
  });
}
