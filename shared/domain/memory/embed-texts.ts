import { EmbeddingRefused, UpstreamUnavailable } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Embedder, UnembeddedText } from "../../ports/embedding.ts";
import { batchTexts, halveForEmbedding } from "./batch-texts.ts";

interface Needs {
  readonly embedder: Embedder;
  readonly clock: Clock;
}

type Wording = Pick<UnembeddedText, "name" | "content">;

interface EmbeddedText<Text> {
  readonly text: Text;
  readonly vector: readonly number[];
}

export interface EmbeddedTexts<Text> {
  /** In no order. */
  readonly embeddings: readonly EmbeddedText<Text>[];
  /** What the model will not embed however often it is asked. */
  readonly refused: readonly Text[];
  readonly mismatch: EmbeddingRefused | null;
  /** Why the rest is still to do; null where nothing is. */
  readonly interruption: unknown;
}

interface Said<Text> {
  readonly text: Text;
  readonly said: string;
}

const callDeadlineMs = 20_000;
const shortestCallMs = 1_000;

/**
 * Embeds as many texts as time allows. A batch that is refused is halved until the bad text is alone; then the text is,
 * since it may be too long for the model by the model's own count.
 */
export async function embedTexts<Text extends Wording>(
  ports: Needs,
  texts: readonly Text[],
  until: number,
): Promise<EmbeddedTexts<Text>> {
  const { silent = [], worded = [] } = Object.groupBy(texts, (text) =>
    isSilent(text) ? "silent" : "worded",
  );
  const embeddings: EmbeddedText<Text>[] = silent.map((text) => ({
    text,
    vector: new Array<number>(ports.embedder.dimensions).fill(0),
  }));
  const refused: Text[] = [];
  const left = divide(worded);
  for (let batch = left.pop(); batch; batch = left.pop()) {
    try {
      const vectors = await ask(ports, batch, until);
      embeddings.push(...batch.map(({ text }, at) => ({ text, vector: vectors[at]! })));
    } catch (error) {
      if (!(error instanceof EmbeddingRefused)) {
        return { embeddings, refused, mismatch: null, interruption: error };
      }
      if (error.reason === "dimensions") {
        const rest = [batch, ...left].flat().map(({ text }) => text);
        return { embeddings, refused: [...refused, ...rest], mismatch: error, interruption: null };
      }
      const parts = divideRefused(batch);
      if (parts.length === 0) refused.push(batch[0]!.text);
      left.push(...parts);
    }
  }
  return { embeddings, refused, mismatch: null, interruption: null };
}

/** Into halves, or its one text to half of that; nothing where that cannot be too long. */
function divideRefused<Text>(batch: readonly Said<Text>[]): Said<Text>[][] {
  if (batch.length > 1) {
    const half = Math.ceil(batch.length / 2);
    return [batch.slice(half), batch.slice(0, half)];
  }
  return batch.flatMap(({ text, said }) => {
    const shorter = halveForEmbedding(said);
    return shorter === null ? [] : [[{ text, said: shorter }]];
  });
}

async function ask(
  { embedder, clock }: Needs,
  batch: readonly Said<unknown>[],
  until: number,
): Promise<number[][]> {
  const deadlineMs = Math.min(callDeadlineMs, until - clock.now());
  if (deadlineMs < shortestCallMs) {
    throw new UpstreamUnavailable("the embedding model", new Error("no time is left for another call"));
  }
  return await embedder.embed(
    batch.map(({ said }) => said),
    { deadlineMs },
  );
}

/** Batches that one call can carry, the first one last. */
function divide<Text extends Wording>(texts: readonly Text[]): Said<Text>[][] {
  let at = 0;
  const batches = batchTexts(texts.map(toEmbeddedText));
  return batches.map((batch) => batch.map((said) => ({ said, text: texts[at++]! }))).reverse();
}

/** A reply that was stopped before its first word means nothing, and no model takes it. */
function isSilent(text: Wording): boolean {
  return toEmbeddedText(text) === "";
}

function toEmbeddedText({ name, content }: Wording): string {
  return name === null ? content : `${name}: ${content}`;
}
