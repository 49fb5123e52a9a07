import { createRedis } from "../../adapters/redis/redis-client.ts";
import { redisDirtyMark } from "../../adapters/redis/redis-dirty-mark.ts";
import type { Needed } from "../settings.ts";

export const redisSettings = ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"] as const;

export function composeDirtyMark(settings: Needed<(typeof redisSettings)[number]>) {
  const redis = createRedis({
    url: settings.UPSTASH_REDIS_REST_URL,
    token: settings.UPSTASH_REDIS_REST_TOKEN,
  });
  return redisDirtyMark(redis, settings.AIMI_STAGE);
}
