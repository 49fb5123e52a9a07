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

/** The longest that a token of ours may live: longer than any instance remembers a key. */
const daySeconds = 86_400;
/** When those of a person end that another signer made, nobody here knows. */
const monthSeconds = 30 * daySeconds;

/** Whoever was let in since has a mark of a later second. */
const keepOutScript = `local mark = redis.call('GET', KEYS[1])
if not mark or mark ~= 'always' and tonumber(mark) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], 'always') end
return 1`;

export function redisGate(redis: Redis, stage: string): Gate {
  return {
    async knock(knock) {
      const { keys, args } = toKnockCall(stage, knock);
      return toKnockAnswer(await redis.eval<string[], number[]>(knockScript, keys, args));
    },
  };
}

export function redisRevocations(redis: Redis, stage: string, clock: Clock): Revocations {
  const nowSeconds = () => String(toSeconds(clock.now()));
  return {
    async tell(id, tokenEndsAt = 0) {
      const ex = Math.max(daySeconds, toSeconds(tokenEndsAt - clock.now()) + 1);
      await told(redis.set(revocationKey(stage, id), "1", { ex }));
    },
    shutOut: (tenantId, userId) => told(redis.set(shutOutKey(stage, tenantId, userId), "always")),
    keepOut: (tenantId, userId, since) =>
      told(redis.eval(keepOutScript, [shutOutKey(stage, tenantId, userId)], [toSeconds(since)])),
    letIn: (tenantId, userId) =>
      told(redis.set(shutOutKey(stage, tenantId, userId), nowSeconds(), { ex: monthSeconds })),
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
