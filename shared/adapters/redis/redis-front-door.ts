import type { Redis } from "@upstash/redis";
import type { Gate, Revocations } from "../../ports/front-door.ts";
import handOn from "./hand-on.lua";
import knock from "./knock.lua";
import { outboxKey } from "./redis-dirty-mark.ts";
import { totalsKey } from "./redis-totals.ts";

const knockScript = `${handOn}${knock}`;

/** Longer than any instance remembers a key. */
const revocationSeconds = 600;
/** A minute, and what clocks may differ by. */
const windowSeconds = 120;

export function redisGate(redis: Redis, stage: string): Gate {
  return {
    async knock({ now, keyId, rates, marksOutbox, counts }) {
      const minute = Math.floor(now / 60_000);
      const [revoked, ...used] = await redis.eval<string[], number[]>(
        knockScript,
        [
          outboxKey(stage),
          totalsKey(stage),
          revocationKey(stage, keyId ?? "none"),
          ...rates.map(({ name }) => `aimi:${stage}:rate:${name}:${minute}`),
        ],
        [
          marksOutbox ? String(now) : "",
          JSON.stringify(counts),
          keyId === null ? "0" : "1",
          String(windowSeconds),
          ...rates.map(({ perMinute }) => String(perMinute)),
        ],
      );
      return { revoked: Number(revoked) === 1, used: used.map(Number) };
    },
  };
}

export function redisRevocations(redis: Redis, stage: string): Revocations {
  return {
    async tell(keyId) {
      await redis.set(revocationKey(stage, keyId), "1", { ex: revocationSeconds });
    },
  };
}

function revocationKey(stage: string, keyId: string): string {
  return `aimi:${stage}:revoked:${keyId}`;
}
