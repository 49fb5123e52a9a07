import type { Redis } from "@upstash/redis";
import type { DirtyMark } from "../../ports/outbox.ts";
import clearMark from "./clear-mark.lua";

/** After this long a clean stage is looked at once more, in case Redis missed a mark. */
const cleanForSeconds = 86_400;

export function redisDirtyMark(redis: Redis, stage: string): DirtyMark {
  const key = outboxKey(stage);
  return {
    async set(now) {
      await redis.set(key, String(now));
    },

    async read() {
      const mark = await redis.get<string>(key);
      if (mark === "clean") return null;
      return mark === null ? "unknown" : Number(mark);
    },

    async clear(seen) {
      await redis.eval(clearMark, [key], [seen === "unknown" ? "" : String(seen), String(cleanForSeconds)]);
    },
  };
}

export function outboxKey(stage: string): string {
  return `aimi:${stage}:outbox`;
}
