import type { Needed } from "../settings.ts";

export const redisSettings = ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"] as const;
export type RedisSettings = Needed<(typeof redisSettings)[number]>;

export function addressOf(settings: RedisSettings) {
  return { url: settings.UPSTASH_REDIS_REST_URL, token: settings.UPSTASH_REDIS_REST_TOKEN };
}
