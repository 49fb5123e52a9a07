import { describe, expect, test } from "vitest";
import { startFakeHttp } from "#test/fakes/start-fake-http.ts";

const embedding = (input: unknown, more: object = {}, { call } = startFakeHttp()) =>
  call("POST", "/v1/embeddings", { body: { model: "any", input, ...more } });

test("vectors come as OpenAI sends them", async () => {
  const { status, json } = await embedding(["one", "two"]);
  expect(status).toBe(200);
  expect(json).toEqual({
    object: "list",
    data: [0, 1].map((index) => ({ object: "embedding", index, embedding: expect.any(Array) })),
    model: "fake-embedding",
    usage: { prompt_tokens: 2, total_tokens: 2 },
  });
});

test("base64 has the same numbers, the lowest byte first, and numbers have no more digits than it", async () => {
  const http = startFakeHttp();
  http.ports.clientEmbedder.embed = async () => [[0.1, -2, 1e-9]];
  const [{ embedding: numbers }] = (await embedding("one", {}, http)).json.data;
  const [{ embedding: base64 }] = (await embedding("one", { encoding_format: "base64" }, http)).json.data;
  const bytes = Buffer.from(base64, "base64");
  expect(bytes).toHaveLength(12);
  expect([0, 4, 8].map((at) => bytes.readFloatLE(at))).toEqual(numbers);
  expect(numbers).toEqual([0.1, -2, 1e-9].map(Math.fround));
});

test("one text is a list of one", async () => {
  expect((await embedding("one")).json.data).toEqual((await embedding(["one"])).json.data);
});

describe("an input is refused", () => {
  const tokens = "must be a text or a list of texts; lists of token numbers are not taken";
  test.each([
    ["of token numbers", [1, 2, 3], "input", tokens],
    ["of lists of token numbers", [[1, 2], [3]], "input", tokens],
    ["of texts and other things", ["one", 2], "input", tokens],
    ["that is null", null, "input", tokens],
    ["that is left out", undefined, "input", tokens],
    ["of no texts", [], "input", "must not be an empty list"],
    ["of too many texts", new Array(2_049).fill("x"), "input", "must not have more than 2048 texts"],
    ["that is empty", "", "input.0", "must not be empty"],
    ["with an empty text", ["one", ""], "input.1", "must not be empty"],
    ["with NUL", ["one", "a\u0000"], "input.1", "must not contain NUL or unpaired surrogates"],
    ["with half a character", ["\ud800"], "input.0", "must not contain NUL or unpaired surrogates"],
    ["with too long a text", ["x".repeat(32_001)], "input.0", "must not exceed 32000 characters"],
  ])("%s", async (_what, input, path, message) => {
    const { status, json } = await embedding(input);
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: "validation_failed", details: [{ path, message }] });
  });
});

test("whatever is wrong beside it is named too", async () => {
  const { json } = await embedding([7], { encoding_format: "int8", dimensions: 0, model: "a\u0000" });
  const paths = json.error.details.map(({ path }: { path: string }) => path);
  expect(paths.toSorted()).toEqual(["dimensions", "encoding_format", "input", "model"]);
});

test("a model that is away is 503, to be tried again", async () => {
  const http = startFakeHttp();
  http.ports.clientEmbedder.mood = "fail";
  const { status, json, headers } = await embedding("one", {}, http);
  expect([status, json.error.code]).toEqual([503, "upstream_unavailable"]);
  expect(headers.get("retry-after")).toBeTruthy();
});

test("searches have an embedder of their own", async () => {
  const http = startFakeHttp();
  http.ports.embedder.mood = "fail";
  expect((await embedding("one", {}, http)).status).toBe(200);
});
