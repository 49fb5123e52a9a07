import { UpstreamUnavailable, ValidationFailed } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Embedder } from "../../ports/embedding.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";
import { embedTexts } from "./embed-texts.ts";

interface Needs {
  readonly embedder: Embedder;
  readonly clock: Clock;
}

export interface EmbedInputs {
  readonly inputs: readonly string[];
  /** How many numbers a vector must have; undefined asks for what there is. */
  readonly dimensions: number | undefined;
  readonly waitMs: number;
}

export interface EmbeddedInputs {
  readonly model: string;
  /** In single precision, one an input. */
  readonly vectors: readonly Float32Array<ArrayBuffer>[];
  readonly tokens: number;
}

/** Embeds a client's texts as what is stored is embedded, cut alike, so that its vectors can be held against ours. */
export async function embedInputs(
  ports: Needs,
  { inputs, dimensions, waitMs }: EmbedInputs,
): Promise<EmbeddedInputs> {
  const { embedder, clock } = ports;
  if (dimensions !== undefined && dimensions !== embedder.dimensions) {
    throw ValidationFailed.at("dimensions", `must be ${embedder.dimensions}, which the model here gives`);
  }
  const texts = inputs.map((content, at) => ({ at, name: null, content }));
  const embedded = await embedTexts(ports, texts, clock.now() + waitMs);
  const { embeddings, refused, mismatch, interruption } = embedded;
  if (mismatch) throw new UpstreamUnavailable("the embedding model", mismatch);
  if (refused.length > 0) {
    throw new ValidationFailed(
      refused.map(({ at }) => ({ path: `input.${at}`, message: "is refused by the embedding model" })),
    );
  }
  if (interruption) throw interruption;
  const vectors = new Array<Float32Array<ArrayBuffer>>(inputs.length);
  for (const { text, vector } of embeddings) vectors[text.at] = new Float32Array(vector);
  const tokens = inputs.reduce((sum, content) => sum + estimateTokens(content), 0);
  return { model: embedder.model, vectors, tokens };
}
