import { createHash } from "node:crypto";
import type { Redis } from "@upstash/redis";
import type { Tally } from "../../ports/metrics.ts";
import type { EmbeddedQuery, QueryVectors } from "../../ports/query-vectors.ts";

const keptForSeconds = 3_600;
const bytesPerNumber = 4;

/** Keyed by a hash: what somebody searched for stands nowhere. */
export function redisQueryVectors(redis: Redis, stage: string, tally: Tally): QueryVectors {
  const keyOf = ({ model, dimensions, text }: EmbeddedQuery) => {
    const hash = createHash("sha256").update(`${model}\u0000${dimensions}\u0000${text}`).digest("base64url");
    return `aimi:${stage}:query:${hash}`;
  };
  return {
    async find(query) {
      const kept = await redis.get<string>(keyOf(query));
      const vector = kept === null ? null : decode(kept, query.dimensions);
      tally.add(vector ? "aimi_query_vector_cache_hits_total" : "aimi_query_vector_cache_misses_total", {});
      return vector;
    },

    async keep(query, vector) {
      await redis.set(keyOf(query), encode(vector), { ex: keptForSeconds });
    },
  };
}

function encode(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString("base64");
}

function decode(text: string, dimensions: number): number[] | null {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== dimensions * bytesPerNumber) return null;
  return Array.from({ length: dimensions }, (_, at) => bytes.readFloatLE(at * bytesPerNumber));
}
