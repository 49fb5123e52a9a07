import type { Redis } from "@upstash/redis";
import type { DirtyMark } from "../../ports/outbox.ts";
import clearMark from "./clear-mark.lua";

/** After this long a clean stage is looked at once more, in case Redis missed a mark. */
const cleanForSeconds = 86_400;

export function redisDirtyMark(redis: Redis, stage: string): DirtyMark {
  const key = outboxKey(stage);
  const restKey = `${key}:rest`;
  return {
    async set(now) {
      await redis.set(key, String(now));
    },

    async read(now) {
      const [kept, rest] = await redis.mget<(string | null)[]>(key, restKey);
      const mark = kept ?? "unknown";
      const [seen, until] = rest?.split("/") ?? [];
      if (mark === "clean" || (mark === seen && now < Number(until))) return null;
      return mark === "unknown" ? mark : Number(mark);
    },

    async rest(seen, until) {
      await redis.set(restKey, `${seen}/${until}`, { ex: cleanForSeconds });
    },

    async clear(seen) {
      await redis.eval(clearMark, [key], [seen === "unknown" ? "" : String(seen), String(cleanForSeconds)]);
    },
  };
}

export function outboxKey(stage: string): string {
  return `aimi:${stage}:outbox`;
}
