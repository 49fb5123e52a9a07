import { EmbeddingRefused, UpstreamUnavailable } from "../../errors.ts";
import type { Embedder } from "../../ports/embedding.ts";
import { decodeVector } from "../vectors/decode-vector.ts";
import { lazyClient } from "./lazy-client.ts";
import { readRetryAfter } from "./read-retry-after.ts";

export interface EmbedderOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  readonly dimensions: number;
  onOutcome?(answered: boolean): void;
}

/** Any OpenAI-compatible embedding server. */
export function openaiEmbedder(options: EmbedderOptions): Embedder {
  const { model, dimensions } = options;
  const client = lazyClient({ ...options, streams: false });

  return {
    model,
    dimensions,
    async embed(texts, { deadlineMs }) {
      const answer = await ask(options, async () =>
        (await client()).embeddings.create(
          { model, input: [...texts], encoding_format: "base64" },
          { timeout: deadlineMs },
        ),
      );
      const data = Array.isArray(answer?.data) ? answer.data : [];
      const vectors = data.toSorted((a, b) => a?.index - b?.index).map((item) => toVector(item?.embedding));
      return checked(vectors, texts.length, dimensions);
    },
  };
}

async function ask<Answer>(options: EmbedderOptions, call: () => Promise<Answer>): Promise<Answer> {
  try {
    const answer = await call();
    options.onOutcome?.(true);
    return answer;
  } catch (error) {
    const refused = refusesContent(error);
    options.onOutcome?.(refused);
    if (refused) throw new EmbeddingRefused("content", "the embedding model refuses a text", nameless(error));
    throw new UpstreamUnavailable("the embedding model", error, readRetryAfter(error) ?? 0);
  }
}

/** What is wrong with the request itself; credentials, a missing model and limits can be put right. */
function refusesContent(error: unknown): boolean {
  return [400, 413, 422].includes(statusOf(error) ?? 0);
}

function statusOf(error: unknown): number | undefined {
  return (error as { status?: number }).status;
}

/** A server may quote the text that it refuses, and causes are logged. */
function nameless(error: unknown): Error {
  return new Error(`the embedding server answered ${statusOf(error)}`);
}

/** Some servers give numbers, though they are asked for base64. */
function toVector(embedding: unknown): unknown {
  return typeof embedding === "string" ? decodeVector(embedding) : embedding;
}

/** A broken answer may be whole the next time; one of another length will not. */
function checked(vectors: readonly unknown[], count: number, dimensions: number): number[][] {
  if (vectors.length !== count || !vectors.every(isVector)) {
    const cause = new Error(`the embedding server gave ${vectors.length} vectors for ${count} texts`);
    throw new UpstreamUnavailable("the embedding model", cause);
  }
  const wrong = vectors.find((vector) => vector.length !== dimensions);
  if (wrong) {
    throw new EmbeddingRefused(
      "dimensions",
      `the embedding server gives ${wrong.length} dimensions, AIMI_EMBEDDING_DIMENSIONS says ${dimensions}`,
    );
  }
  return [...vectors];
}

function isVector(vector: unknown): vector is number[] {
  return Array.isArray(vector) && vector.length > 0 && vector.every(Number.isFinite);
}
