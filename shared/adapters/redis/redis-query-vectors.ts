import { createHash } from "node:crypto";
import type { Redis } from "@upstash/redis";
import type { Tally } from "../../ports/metrics.ts";
import type { EmbeddedQuery, QueryVectors } from "../../ports/query-vectors.ts";
import { decodeVector } from "../vectors/decode-vector.ts";

const keptForSeconds = 3_600;

export function redisQueryVectors(redis: Redis, stage: string, tally: Tally): QueryVectors {
  return {
    async find(query) {
      const kept = await redis.get<string>(queryVectorKey(stage, query));
      const vector = kept === null ? null : decodeKept(kept, query.dimensions);
      tally.add(vector ? "aimi_query_vector_cache_hits_total" : "aimi_query_vector_cache_misses_total", {});
      return vector;
    },

    async keep(query, vector) {
      await redis.set(queryVectorKey(stage, query), encode(vector), { ex: keptForSeconds });
    },
  };
}

/** Keyed by a hash: what somebody searched for stands nowhere. */
export function queryVectorKey(stage: string, { model, dimensions, text }: EmbeddedQuery): string {
  const hash = createHash("sha256").update(`${model}\u0000${dimensions}\u0000${text}`).digest("base64url");
  return `aimi:${stage}:query:${hash}`;
}

function encode(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString("base64");
}

export function decodeKept(text: string, dimensions: number): number[] | null {
  const vector = decodeVector(text);
  return vector?.length === dimensions ? vector : null;
}
