import { UpstreamUnavailable } from "../../errors.ts";
import type { Embedder } from "../../ports/embedding.ts";

export interface EmbedderOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  readonly dimensions: number;
  onOutcome?(answered: boolean): void;
}

/** Any OpenAI-compatible embedding server. The client is loaded when first needed, so that a cold start does not pay for it. */
export function openaiEmbedder(options: EmbedderOptions): Embedder {
  const { model, dimensions } = options;
  const client = lazy(async () => (await import("./openai-client.ts")).createOpenaiClient(options));

  return {
    model,
    dimensions,
    async embed(texts, { deadlineMs }) {
      const { data } = await ask(options, async () =>
        (await client()).embeddings.create(
          { model, input: [...texts], encoding_format: "float" },
          { timeout: deadlineMs, signal: AbortSignal.timeout(deadlineMs) },
        ),
      );
      const vectors = data.toSorted((a, b) => a.index - b.index).map((item) => item.embedding);
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
    options.onOutcome?.(false);
    throw new UpstreamUnavailable("the embedding model", error);
  }
}

function checked(vectors: number[][], count: number, dimensions: number): number[][] {
  if (vectors.length !== count) {
    throw new Error(`the embedding server gave ${vectors.length} vectors for ${count} texts`);
  }
  const wrong = vectors.find((vector) => vector.length !== dimensions);
  if (wrong) {
    throw new Error(
      `the embedding server gives ${wrong.length} dimensions, AIMI_EMBEDDING_DIMENSIONS says ${dimensions}`,
    );
  }
  return vectors;
}

function lazy<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
