import { setTimeout as wait } from "node:timers/promises";
import { EmbeddingRefused, UpstreamUnavailable } from "#shared/errors.ts";
import type { Embedder } from "#shared/ports/embedding.ts";
import { wordsOf } from "./rate-words.ts";

export interface FakeEmbedder extends Embedder {
  /** The texts of each call. */
  readonly calls: readonly (readonly string[])[];
  /** "fail" rejects at once, "hang" at the deadline. */
  mood: "answer" | "fail" | "hang" | "mismatch";
  /** What is refused for good, with every text that it is sent with. */
  refuses: (text: string) => boolean;
}

/** Counts each word in one of a few dimensions: the same text gives the same vector, and shared words bring texts near. */
export function fakeEmbedder({ model = "fake-embedding", dimensions = 8 } = {}): FakeEmbedder {
  const calls: (readonly string[])[] = [];
  const fake: FakeEmbedder = {
    model,
    dimensions,
    calls,
    mood: "answer",
    refuses: () => false,
    async embed(texts, { deadlineMs }) {
      calls.push([...texts]);
      if (fake.mood === "hang") await wait(deadlineMs);
      if (fake.mood === "mismatch") throw new EmbeddingRefused("dimensions", "other dimensions");
      if (fake.mood !== "answer") throw new UpstreamUnavailable("the embedding model");
      if (texts.some(fake.refuses)) throw new EmbeddingRefused("content", "a text is refused");
      return texts.map((text) => embedText(text, dimensions));
    },
  };
  return fake;
}

function embedText(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of wordsOf(text)) {
    const hash = [...word].reduce((sum, character) => (sum * 31 + character.codePointAt(0)!) % 65_521, 7);
    vector[hash % dimensions]! += 1;
  }
  return vector;
}
