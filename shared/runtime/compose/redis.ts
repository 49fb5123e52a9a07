import { createRedis } from "../../adapters/redis/redis-client.ts";
import { redisDirtyMark } from "../../adapters/redis/redis-dirty-mark.ts";
import { redisGate, redisRevocations } from "../../adapters/redis/redis-front-door.ts";
import { redisQueryVectors } from "../../adapters/redis/redis-query-vectors.ts";
import { redisTotals } from "../../adapters/redis/redis-totals.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import type { Tally } from "../../ports/metrics.ts";
import type { Needed } from "../settings.ts";

export const redisSettings = ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"] as const;
export type RedisSettings = Needed<(typeof redisSettings)[number]>;

/** A search waits no longer than this for a vector that it could also ask the model for. */
const queryVectorDeadlineMs = 150;
const frontDoorDeadlineMs = 150;
/** What is counted goes along with the next call, so that a silent Redis holds nobody up. */
const totalsDeadlineMs = 500;

export function composeDirtyMark(settings: RedisSettings) {
  return redisDirtyMark(createRedis(addressOf(settings)), settings.AIMI_STAGE);
}

/** Who goes by memory where it is silent waits for it no longer than this; the others say how long. */
export function composeGate(settings: RedisSettings, deadlineMs = frontDoorDeadlineMs) {
  return redisGate(createRedis({ ...addressOf(settings), deadlineMs }), settings.AIMI_STAGE);
}

export function composeQueryVectors(settings: RedisSettings, tally: Tally) {
  const redis = createRedis({ ...addressOf(settings), deadlineMs: queryVectorDeadlineMs });
  return redisQueryVectors(redis, settings.AIMI_STAGE, tally);
}

export function composeTotals(settings: RedisSettings) {
  const redis = createRedis({ ...addressOf(settings), deadlineMs: totalsDeadlineMs });
  return redisTotals(redis, settings.AIMI_STAGE);
}

export function composeRevocations(settings: RedisSettings) {
  return redisRevocations(createRedis(addressOf(settings)), settings.AIMI_STAGE, systemClock);
}

export function addressOf(settings: RedisSettings) {
  return { url: settings.UPSTASH_REDIS_REST_URL, token: settings.UPSTASH_REDIS_REST_TOKEN };
}
