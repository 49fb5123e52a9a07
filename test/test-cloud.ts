import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "#local/cloud.ts";
import { secretSettings } from "#shared/runtime/settings.ts";
import { captureLogs } from "./logs/capture-logs.ts";
import { noteSecrets } from "./logs/known-secrets.ts";

export interface TestCloudOptions extends Partial<LocalCloudOptions> {
  readonly bundlesDir: string;
  /** Where all that is logged goes, and every secret that must not stand in it. */
  readonly logsDir?: string;
}

/** A cloud for tests: in memory, or on the real Postgres and Redis that the environment names, in a database of its own. */
export async function startTestCloud({ logsDir, ...options }: TestCloudOptions): Promise<LocalCloud> {
  const capture = logsDir === undefined ? undefined : captureLogs(logsDir);
  const cloud = await startLocalCloud({
    dataDir: null,
    postgresUrl: process.env.AIMI_LOCAL_POSTGRES_URL,
    redisUrl: process.env.AIMI_LOCAL_REDIS_URL,
    database: `aimi_test_${process.pid}_${Date.now()}`,
    ...options,
    onLog(functionName, line) {
      capture?.(functionName, line);
      options.onLog?.(functionName, line);
    },
    settings: { AIMI_LOG_LEVEL: capture ? "info" : "warn", ...options.settings },
  });
  if (logsDir !== undefined) noteSecrets(logsDir, "secrets", secretsOf(cloud));
  return cloud;
}

function secretsOf({ environment, postgres }: LocalCloud): string[] {
  const values = secretSettings.flatMap((name) => environment[name]?.split(",") ?? []);
  const passwords = [environment.DATABASE_URL!, postgres.ownerUrl].map((url) => new URL(url).password);
  return [...values, ...passwords].map((value) => value.trim()).filter((value) => value.length >= 12);
}
