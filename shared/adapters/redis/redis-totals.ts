import type { Redis } from "@upstash/redis";
import type { Totals } from "../../ports/totals.ts";
import handOn from "./hand-on.lua";

const addScript = `${handOn}hand_on(KEYS[1], ARGV[1])`;
const addAndReadScript = `${addScript}\nreturn redis.call('HGETALL', KEYS[1])`;

/** One hash a stage. It has no end: a counter that begins anew would hide what was before. */
export function redisTotals(redis: Redis, stage: string): Totals {
  const keys = [totalsKey(stage)];
  return {
    async add(counts) {
      await redis.eval(addScript, keys, [JSON.stringify(counts)]);
    },

    async addAndRead(counts) {
      const flat = await redis.eval<string[], string[]>(addAndReadScript, keys, [JSON.stringify(counts)]);
      const pairs = flat.flatMap((field, at) =>
        at % 2 === 0 ? [[field, Number(flat[at + 1])] as const] : [],
      );
      return Object.fromEntries(pairs.filter(([, value]) => Number.isSafeInteger(value)));
    },
  };
}

export function totalsKey(stage: string): string {
  return `aimi:${stage}:totals`;
}
