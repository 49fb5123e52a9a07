import { readLocalSettings } from "#local/local-settings.ts";
import { startRealPostgres } from "#test/real/start-real-postgres.ts";
import { startRealRedis } from "#test/real/start-real-redis.ts";

/** Both sides run on this server. What is not named stays as Postgres ships it, durability included. */
const postgresSettings = {
  shared_buffers: "1GB",
  effective_cache_size: "3GB",
  maintenance_work_mem: "512MB",
  max_wal_size: "4GB",
  checkpoint_timeout: "30min",
};

/** The Postgres that the environment names, else one of its own; always a Redis of its own, so that its cache is cold. */
export async function startBackends(parts: AsyncDisposableStack, folder: string) {
  const postgres = readLocalSettings(process.env).postgresUrl ?? (await startPostgres(parts, folder));
  const redis = await startRealRedis(folder);
  parts.defer(() => redis.stop());
  return { postgresUrl: postgres, redisUrl: redis.url };
}

async function startPostgres(parts: AsyncDisposableStack, folder: string): Promise<string> {
  const postgres = await startRealPostgres(folder, postgresSettings);
  parts.defer(() => postgres.stop());
  return postgres.url;
}
