import { afterEach, describe, expect, test } from "vitest";
import { type JsonServer, serveJson } from "#test/fakes/serve-json.ts";
import { EmbeddingRefused, UpstreamUnavailable } from "../../errors.ts";
import { openaiEmbedder } from "./openai-embedder.ts";

let server: JsonServer;
afterEach(() => server.close());

async function start(answer: Parameters<typeof serveJson>[0]) {
  server = await serveJson(answer);
  const outcomes: boolean[] = [];
  const embedder = openaiEmbedder({
    baseUrl: server.url,
    apiKey: "key",
    model: "some-model",
    dimensions: 2,
    onOutcome: (answered) => outcomes.push(answered),
  });
  return { embedder, outcomes };
}

const vectorsAnswer = (vectors: readonly { index: number; embedding: number[] | string }[]) => ({
  status: 200,
  body: { object: "list", model: "some-model", data: vectors },
});

describe("an embedding server", () => {
  test("is asked once for all texts, as plain numbers", async () => {
    const { embedder, outcomes } = await start(() =>
      vectorsAnswer([0, 1].map((index) => ({ index, embedding: [index, 1] }))),
    );
    expect(await embedder.embed(["a", "b"], { deadlineMs: 5_000 })).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: "POST", path: "/embeddings" });
    expect(JSON.parse(server.requests[0]!.body)).toEqual({
      model: "some-model",
      input: ["a", "b"],
      encoding_format: "base64",
    });
    expect(outcomes).toEqual([true]);
  });

  test("may answer in base64, as it is asked to, in a quarter of the space", async () => {
    const embedding = Buffer.from(new Float32Array([0.5, -1]).buffer).toString("base64");
    const { embedder } = await start(() => vectorsAnswer([{ index: 0, embedding }]));
    expect(await embedder.embed(["a"], { deadlineMs: 5_000 })).toEqual([[0.5, -1]]);
  });

  test("may answer in any order: each text gets its own vector", async () => {
    const shuffled = [2, 0, 1].map((index) => ({ index, embedding: [index, index] }));
    const { embedder } = await start(() => vectorsAnswer(shuffled));
    expect(await embedder.embed(["a", "b", "c"], { deadlineMs: 5_000 })).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  test("with vectors of another length is refused, and told which setting disagrees", async () => {
    const { embedder } = await start(() => vectorsAnswer([{ index: 0, embedding: [1, 2, 3] }]));
    await expect(embedder.embed(["a"], { deadlineMs: 5_000 })).rejects.toThrow(
      "gives 3 dimensions, AIMI_EMBEDDING_DIMENSIONS says 2",
    );
  });

  test.each([
    ["fewer vectors than texts", vectorsAnswer([{ index: 0, embedding: [1, 2] }])],
    ["something else in JSON", { status: 200, body: { hello: "world" } }],
    ["vectors without numbers", { status: 200, body: { data: [{ index: 0 }, { index: 1 }] } }],
    ["half a number", vectorsAnswer([0, 1].map((index) => ({ index, embedding: "AAAAAAA=" })))],
    ["an empty vector", vectorsAnswer([0, 1].map((index) => ({ index, embedding: [] })))],
  ])("with %s may do better the next time", async (_what, answer) => {
    const { embedder } = await start(() => answer);
    await expect(embedder.embed(["a", "b"], { deadlineMs: 5_000 })).rejects.toThrow(UpstreamUnavailable);
  });

  test.each([400, 413, 422])("that answers %s refuses the texts, and is not down", async (status) => {
    const { embedder, outcomes } = await start(() => ({ status, body: { error: { message: "secret" } } }));
    const refusal = await embedder.embed(["a"], { deadlineMs: 5_000 }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(EmbeddingRefused);
    expect(refusal).toMatchObject({ reason: "content" });
    expect(String((refusal as Error).cause)).not.toContain("secret");
    expect(outcomes).toEqual([true]);
  });

  test.each([429, 500, 503])(
    "that answers %s is not asked again here, since a queue retries",
    async (status) => {
      const { embedder, outcomes } = await start(() => ({ status, body: { error: { message: "no" } } }));
      await expect(embedder.embed(["a"], { deadlineMs: 5_000 })).rejects.toThrow(UpstreamUnavailable);
      expect(server.requests).toHaveLength(1);
      expect(outcomes).toEqual([false]);
    },
  );

  test("that stays silent is given up at the deadline", async () => {
    const { embedder, outcomes } = await start(() => "silence");
    await expect(embedder.embed(["a"], { deadlineMs: 100 })).rejects.toThrow(UpstreamUnavailable);
    expect(outcomes).toEqual([false]);
  });
});
