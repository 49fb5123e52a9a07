import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { embeddingModel } from "#local/model/answer-embeddings.ts";
import { type LocalModel, startModel } from "#local/model/start-model.ts";
import { openaiEmbedder } from "#shared/adapters/model/openai-embedder.ts";
import { UpstreamUnavailable } from "#shared/errors.ts";
import type { Embedder } from "#shared/ports/embedding.ts";
import { fakeEmbedder } from "#test/fakes/fake-embedder.ts";

interface EmbedderSubject {
  readonly embedder: Embedder;
  disturb(how: "fail" | "hang"): void;
}

const deadlineMs = 30_000;

function describeEmbedder(name: string, make: () => EmbedderSubject): void {
  describe(`the embedder in ${name}`, () => {
    test("gives each text a vector of its dimensions, in their order", async () => {
      const { embedder } = make();
      const texts = Array.from({ length: 40 }, (_, at) => `text number ${at} of many`);
      const together = await embedder.embed(texts, { deadlineMs });
      expect(together.map((vector) => vector.length)).toEqual(texts.map(() => embedder.dimensions));
      for (const at of [0, 17, 39]) {
        const [alone] = await embedder.embed([texts[at]!], { deadlineMs });
        expect(together[at]).toEqual(alone);
      }
    });

    test("gives the same text the same vector", async () => {
      const { embedder } = make();
      const [first, second] = await embedder.embed(["hello there", "hello there"], { deadlineMs });
      expect(first).toEqual(second);
    });

    test("brings near what shares its words", async () => {
      const { embedder } = make();
      const texts = ["a walk in the park", "the park and a walk", "quantum violins sing"];
      const [walk, park, violins] = await embedder.embed(texts, { deadlineMs });
      expect(cosine(walk!, park!)).toBeGreaterThan(cosine(walk!, violins!));
    });

    test("takes a text of any script", async () => {
      const { embedder } = make();
      const texts = ["語", "🙂", "a\u0001b", "x".repeat(8_000)];
      expect(await embedder.embed(texts, { deadlineMs })).toHaveLength(4);
    });

    test("says when the model fails", async () => {
      const { embedder, disturb } = make();
      disturb("fail");
      await expect(embedder.embed(["a"], { deadlineMs })).rejects.toThrow(UpstreamUnavailable);
    });

    test("gives up at the deadline when the model stays silent", async () => {
      const { embedder, disturb } = make();
      disturb("hang");
      await expect(embedder.embed(["a"], { deadlineMs: 200 })).rejects.toThrow(UpstreamUnavailable);
    });
  });
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, one, at) => sum + one * y[at]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describeEmbedder("the fake", () => {
  const embedder = fakeEmbedder({ dimensions: 64 });
  const disturb = (how: "fail" | "hang") => {
    embedder.mood = how;
  };
  return { embedder, disturb };
});

describe("a server that speaks OpenAI's protocol", () => {
  let model: LocalModel;
  beforeAll(async () => {
    model = await startModel();
  });
  afterAll(() => model.close());

  const connect = (dimensions: number, name = embeddingModel) =>
    openaiEmbedder({ baseUrl: model.url, apiKey: "key", model: name, dimensions });

  describeEmbedder("its adapter", () => {
    model.disturb("pass");
    return { embedder: connect(384), disturb: (how) => model.disturb(how) };
  });

  test("whose vectors have another length than the settings say is refused", async () => {
    model.disturb("pass");
    await expect(connect(1_536).embed(["a"], { deadlineMs })).rejects.toThrow(
      "gives 384 dimensions, AIMI_EMBEDDING_DIMENSIONS says 1536",
    );
  });

  test("and has no such model does not answer", async () => {
    model.disturb("pass");
    await expect(connect(384, "no-such-model").embed(["a"], { deadlineMs })).rejects.toThrow(
      UpstreamUnavailable,
    );
  });
});
