import { cutToTokens } from "../text/cut-to-tokens.ts";

/** What one call to an embedding server may carry, below the limits of the usual ones. */
const longestText = 8_000;
/** The densest text, of figures or rare letters, has some four times as many tokens as are estimated. */
const surelyShort = 2_000;
const largestBatch = 100_000;
const textsPerBatch = 256;

/** As much of a text as a model reads: its meaning lies in its first pages. */
export function cutForEmbedding(text: string): { text: string; tokens: number } {
  return cutToTokens(text, longestText);
}

/** Half of a text that may be more tokens than were estimated; null where it can hardly be. */
export function halveForEmbedding(text: string): string | null {
  const { tokens } = cutForEmbedding(text);
  return tokens > surelyShort ? cutToTokens(text, tokens / 2).text : null;
}

/** Divides texts, in their order, into batches that one call can carry. */
export function batchTexts(texts: readonly string[]): string[][] {
  const batches: string[][] = [];
  let weight = Number.POSITIVE_INFINITY;
  for (const { text, tokens } of texts.map((text) => cutForEmbedding(text))) {
    const last = batches.at(-1);
    if (last && last.length < textsPerBatch && weight + tokens <= largestBatch) {
      last.push(text);
      weight += tokens;
    } else {
      batches.push([text]);
      weight = tokens;
    }
  }
  return batches;
}
