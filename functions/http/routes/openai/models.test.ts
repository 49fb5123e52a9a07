import { expect, test } from "vitest";
import { startFakeHttp } from "#test/fakes/start-fake-http.ts";

const bearer = { headers: { authorization: "Bearer sk-anything" } };
const serving = (chat: string, embedding = "embeds") =>
  startFakeHttp({}, { AIMI_LLM_MODEL: chat, AIMI_EMBEDDING_MODEL: embedding }).call;
const modelOf = (id: string) => ({ id, object: "model", created: 1_767_225_600, owned_by: "aimi" });

test("the stage's models are listed, the one that speaks first", async () => {
  const { status, json } = await serving("speaks")("GET", "/v1/models", bearer);
  expect(status).toBe(200);
  expect(json).toEqual({ object: "list", data: ["speaks", "embeds", "speaks-unkept"].map(modelOf) });
});

test("a model that does both is listed once", async () => {
  const { json } = await serving("both", "both")("GET", "/v1/models", bearer);
  expect(json.data).toEqual(["both", "both-unkept"].map(modelOf));
});

test.each([
  ["plain", "plain"],
  ["llama3.2:1b", "llama3.2:1b"],
  ["llama3.2:1b", "llama3.2%3A1b"],
  ["meta-llama/Llama-3.1", "meta-llama/Llama-3.1"],
  ["meta-llama/Llama-3.1", "meta-llama%2FLlama-3.1"],
  ["a/b/c", "a/b%2Fc"],
])("%s is found at /v1/models/%s", async (id, path) => {
  const { status, json } = await serving(id)("GET", `/v1/models/${path}`, bearer);
  expect([status, json]).toEqual([200, modelOf(id)]);
});

test.each(["other", "speaks/more", "SPEAKS", "%20speaks"])("%s is not found", async (path) => {
  const { status, json } = await serving("speaks")("GET", `/v1/models/${path}`, bearer);
  expect([status, json.error.code]).toEqual([404, "not_found"]);
});

test("an address with slashes in a model's name is asked by GET alone", async () => {
  const { status, headers } = await serving("a/b")("DELETE", "/v1/models/a/b", bearer);
  expect([status, headers.get("allow")]).toEqual([405, "GET"]);
});

test("without a name there is nothing", async () => {
  expect((await serving("speaks")("GET", "/v1/models/", bearer)).status).toBe(404);
});
