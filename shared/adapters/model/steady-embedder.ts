import { setTimeout as sleep } from "node:timers/promises";
import { UpstreamUnavailable } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { Tally } from "../../ports/metrics.ts";
import { createTalliedBreaker, type ModelPurpose } from "./tallied-breaker.ts";

export type EmbeddingPurpose = Extract<ModelPurpose, "search" | "storage" | "client">;

export interface SteadyOptions {
  readonly clock: Clock;
  /** How often one call may ask, the first time included. */
  readonly attempts: number;
  /** What its vectors are for; calls are counted by it. */
  readonly purpose: EmbeddingPurpose;
  readonly tally: Tally;
  readonly random?: () => number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

const firstPauseMs = 500;
const longestPauseMs = 8_000;
/** An attempt with less time than this is not worth its price. */
const shortestAttemptMs = 250;

/** Asks again while the deadline allows, pausing at random, and not at all while the model is known to be down. */
export function steadyEmbedder(embedder: Embedder, options: SteadyOptions): Embedder {
  const { clock, attempts, purpose, tally, random = Math.random, pause = sleep } = options;
  const breaker = createTalliedBreaker({ clock, tally, purpose });

  async function ask(texts: readonly string[], deadlineMs: number): Promise<number[][]> {
    const closedForMs = breaker.enter();
    if (closedForMs > 0) throw givenUp(closedForMs);
    const startedAt = clock.now();
    const note = (outcome: "answered" | "failed" | "refused") =>
      tally.observe("aimi_embedding_request_duration_seconds", { purpose, outcome }, clock.now() - startedAt);
    try {
      const vectors = await embedder.embed(texts, { deadlineMs });
      breaker.succeeded();
      note("answered");
      tally.add("aimi_embedded_texts_total", { purpose }, texts.length);
      return vectors;
    } catch (error) {
      const isDown = error instanceof UpstreamUnavailable;
      if (isDown) breaker.failed(error.retryAfterSeconds);
      else breaker.succeeded();
      note(isDown ? "failed" : "refused");
      throw error;
    }
  }

  return {
    model: embedder.model,
    dimensions: embedder.dimensions,
    async embed(texts, { deadlineMs }) {
      const deadline = clock.now() + deadlineMs;
      for (let attempt = 1; ; attempt++) {
        try {
          return await ask(texts, deadline - clock.now());
        } catch (error) {
          if (!(error instanceof UpstreamUnavailable) || attempt >= attempts) throw error;
          const wait = pauseBefore(attempt, error, random);
          if (clock.now() + wait + shortestAttemptMs > deadline) throw error;
          await pause(wait);
          tally.add("aimi_embedding_retries_total", { purpose });
        }
      }
    },
  };
}

/** Full jitter, on top of what the server asked for. */
function pauseBefore(attempt: number, error: UpstreamUnavailable, random: () => number): number {
  const ceiling = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
  return (error.retryAfterSeconds ?? 0) * 1000 + random() * ceiling;
}

function givenUp(closedForMs: number): UpstreamUnavailable {
  const cause = new Error("not asked: it failed several times in a row");
  return new UpstreamUnavailable("the embedding model", cause, Math.ceil(closedForMs / 1000));
}
