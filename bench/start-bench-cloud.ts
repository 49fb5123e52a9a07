import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "#local/cloud.ts";
import { readLocalSettings } from "#local/local-settings.ts";

/** An empty local cloud that says nothing but its errors; on the Postgres and the Redis that the environment names, if any. */
export async function startBenchCloud(
  purpose: string,
  more: Pick<LocalCloudOptions, "onLog" | "onDawdle"> = {},
): Promise<LocalCloud> {
  const { postgresUrl, redisUrl } = readLocalSettings(process.env);
  return await startLocalCloud({
    dataDir: null,
    postgresUrl,
    redisUrl,
    database: `aimi_bench_${purpose}_${Date.now()}`,
    settings: { AIMI_LOG_LEVEL: "error" },
    onLog: (name, line) => console.log(`  ${name}: ${line.slice(0, 300)}`),
    ...more,
  });
}
