import type { Redis } from "@upstash/redis";
import { UpstreamUnavailable } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Gate, Revocations } from "../../ports/front-door.ts";
import {
  knockFunction,
  revocationKey,
  shutOutKey,
  toKnockAnswer,
  toKnockCall,
  toSeconds,
} from "./knock-call.ts";

const knockScript = `${knockFunction}local answer = knock(KEYS, ARGV)\nreturn answer`;

/** The longest that a token may live: longer than any instance remembers a key. */
const revocationSeconds = 86_400;

export function redisGate(redis: Redis, stage: string): Gate {
  return {
    async knock(knock) {
      const { keys, args } = toKnockCall(stage, knock);
      return toKnockAnswer(await redis.eval<string[], number[]>(knockScript, keys, args));
    },
  };
}

export function redisRevocations(redis: Redis, stage: string, clock: Clock): Revocations {
  return {
    tell: (id) => told(redis.set(revocationKey(stage, id), "1", { ex: revocationSeconds })),
    shutOut: (tenantId, userId) => told(redis.set(shutOutKey(stage, tenantId, userId), "always")),
    keepOut: (tenantId, userId) =>
      told(redis.set(shutOutKey(stage, tenantId, userId), "always", { nx: true })),
    async letIn(tenantId, userId) {
      const since = String(toSeconds(clock.now()));
      await told(redis.set(shutOutKey(stage, tenantId, userId), since, { ex: revocationSeconds }));
    },
    forget: (tenantId, userId) => told(redis.del(shutOutKey(stage, tenantId, userId))),
  };
}

/** Whoever revokes is to ask again until every instance can know. */
async function told(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    throw new UpstreamUnavailable("the record of revocations", error);
  }
}
