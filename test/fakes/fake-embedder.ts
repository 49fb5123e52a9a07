import { setTimeout as wait } from "node:timers/promises";
import { UpstreamUnavailable } from "#shared/errors.ts";
import type { Embedder } from "#shared/ports/embedding.ts";
import { wordsOf } from "./rate-words.ts";

export interface FakeEmbedder extends Embedder {
  /** The texts of each call. */
  readonly calls: readonly (readonly string[])[];
  /** "fail" rejects at once, "hang" at the deadline. */
  mood: "answer" | "fail" | "hang";
}

/** Counts each word in one of a few dimensions: the same text gives the same vector, and shared words bring texts near. */
export function fakeEmbedder({ model = "fake-embedding", dimensions = 8 } = {}): FakeEmbedder {
  const calls: (readonly string[])[] = [];
  const fake: FakeEmbedder = {
    model,
    dimensions,
    calls,
    mood: "answer",
    async embed(texts, { deadlineMs }) {
      calls.push([...texts]);
      if (fake.mood === "hang") await wait(deadlineMs);
      if (fake.mood !== "answer") throw new UpstreamUnavailable("the embedding model");
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
