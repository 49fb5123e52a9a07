import { createRedis, createSubscriber } from "../../adapters/redis/redis-client.ts";
import { redisTurnBroadcast } from "../../adapters/redis/turns/redis-turn-broadcast.ts";
import { redisTurnStream } from "../../adapters/redis/turns/redis-turn-stream.ts";
import { addressOf, type RedisSettings } from "./redis.ts";

const deadlineMs = 1_000;

/** Apart from the rest of Redis: most requests need none of its scripts. */
export function composeTurnStream(settings: RedisSettings) {
  return redisTurnStream(createRedis({ ...addressOf(settings), deadlineMs }), {
    stage: settings.AIMI_STAGE,
    sessionSeconds: settings.AIMI_SESSION_CACHE_TTL,
    sessionMaxMessages: settings.AIMI_SESSION_CACHE_MAX_MESSAGES,
  });
}

export function composeTurnBroadcast(settings: RedisSettings) {
  return redisTurnBroadcast(createSubscriber(addressOf(settings)), settings.AIMI_STAGE, deadlineMs);
}
