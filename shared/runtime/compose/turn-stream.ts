import { createRedis, createSubscriber } from "../../adapters/redis/redis-client.ts";
import { redisTurnBroadcast } from "../../adapters/redis/turns/redis-turn-broadcast.ts";
import { redisTurnStream } from "../../adapters/redis/turns/redis-turn-stream.ts";
import { addressOf, type RedisSettings } from "./redis.ts";

const deadlineMs = 1_000;

/** Whoever looks whether a session is over finds its buffer: SQS may be late by minutes. */
const lateSeconds = 180;

/** Apart from the rest of Redis: most requests need none of its scripts. */
export function composeTurnStream(settings: RedisSettings) {
  return redisTurnStream(createRedis({ ...addressOf(settings), deadlineMs }), {
    stage: settings.AIMI_STAGE,
    sessionSeconds: settings.AIMI_SESSION_CACHE_TTL + lateSeconds,
    sessionMaxMessages: settings.AIMI_SESSION_CACHE_MAX_MESSAGES,
  });
}

export function composeTurnBroadcast(settings: RedisSettings) {
  return redisTurnBroadcast(createSubscriber(addressOf(settings)), settings.AIMI_STAGE, deadlineMs);
}
