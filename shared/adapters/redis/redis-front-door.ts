import type { Redis } from "@upstash/redis";
import type { Clock } from "../../ports/clock.ts";
import type { Gate, Revocations, Somebody } from "../../ports/front-door.ts";
import handOn from "./hand-on.lua";
import knock from "./knock.lua";
import { outboxKey } from "./redis-dirty-mark.ts";
import { totalsKey } from "./redis-totals.ts";

const knockScript = `${handOn}${knock}`;

/** The longest that a token may live: longer than any instance remembers a key. */
const revocationSeconds = 86_400;
/** A minute, and what clocks may differ by. */
const windowSeconds = 120;

const verdicts = ["welcome", "revoked", "shut_out"] as const;

export function redisGate(redis: Redis, stage: string): Gate {
  return {
    async knock({ now, revocable, somebody, rates, marksOutbox, counts }) {
      const minute = Math.floor(now / 60_000);
      const [verdict, ...used] = await redis.eval<string[], number[]>(
        knockScript,
        [
          outboxKey(stage),
          totalsKey(stage),
          somebody ? shutOutKey(stage, somebody.tenantId, somebody.userId) : revocationKey(stage, "none"),
          ...revocable.map((id) => revocationKey(stage, id)),
          ...rates.map(({ name }) => `aimi:${stage}:rate:${name}:${minute}`),
        ],
        [
          marksOutbox ? String(now) : "",
          JSON.stringify(counts),
          String(windowSeconds),
          String(revocable.length),
          whoIs(somebody),
          ...rates.map(({ perMinute }) => String(perMinute)),
        ],
      );
      return { verdict: verdicts[Number(verdict)]!, used: used.map(Number) };
    },
  };
}

export function redisRevocations(redis: Redis, stage: string, clock: Clock): Revocations {
  return {
    async tell(id) {
      await redis.set(revocationKey(stage, id), "1", { ex: revocationSeconds });
    },
    async shutOut(tenantId, userId) {
      await redis.set(shutOutKey(stage, tenantId, userId), "always");
    },
    async letIn(tenantId, userId) {
      const since = String(toSeconds(clock.now()));
      await redis.set(shutOutKey(stage, tenantId, userId), since, { ex: revocationSeconds });
    },
    async forget(tenantId, userId) {
      await redis.del(shutOutKey(stage, tenantId, userId));
    },
  };
}

function whoIs(somebody: Somebody | null): string {
  if (!somebody) return "nobody";
  return somebody.issuedAt === null ? "holder" : String(toSeconds(somebody.issuedAt));
}

/** Tokens say when they were made to the second. */
function toSeconds(ms: number): number {
  return Math.floor(ms / 1_000);
}

function revocationKey(stage: string, id: string): string {
  return `aimi:${stage}:revoked:${id}`;
}

function shutOutKey(stage: string, tenantId: string, userId: string): string {
  return `aimi:${stage}:shut-out:${tenantId}/${userId}`;
}
