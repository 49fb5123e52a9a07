import { describe, expect, test } from "vitest";
import { startFakeHttp as start } from "#test/fakes/start-fake-http.ts";

const draft = { conversation_id: "c1", role: "user", content: "I love Python programming" };

describe("bad input", () => {
  test.each([
    ["not JSON", "{", [""]],
    ["a list", "[]", [""]],
    ["null", "null", [""]],
    ["a field of the wrong type", { ...draft, content: 7 }, ["content"]],
    ["an unknown role", { ...draft, role: "robot" }, ["role"]],
    ["nothing", {}, ["conversation_id", "role", "content"]],
    ["a NUL", { ...draft, content: "a\u0000" }, ["content"]],
    ["a lone surrogate", { ...draft, content: "\ud800" }, ["content"]],
    ["too long a text", { ...draft, content: "x".repeat(32_001) }, ["content"]],
    ["too much metadata", { ...draft, metadata: { a: "x".repeat(16_384) } }, ["metadata"]],
  ])("is refused with its path and changes nothing: %s", async (_what, body, paths) => {
    const { ports, call } = start();
    const { status, json } = await call("POST", "/v1/messages", { body });
    expect(status).toBe(400);
    expect(json.error.code).toBe("validation_failed");
    expect(json.error.details.map(({ path }: { path: string }) => path)).toEqual(paths);
    expect(ports.store.messages.size).toBe(0);
    expect(ports.jobs.sent).toEqual([]);
  });

  test("in one item fails a batch, which names it by its index", async () => {
    const { ports, call } = start();
    const body = { messages: [draft, { ...draft, role: "robot" }, { ...draft, content: "" }] };
    const { json } = await call("POST", "/v1/messages/batch", { body });
    expect(json.error.details.map(({ path }: { path: string }) => path)).toEqual([
      "messages.1.role",
      "messages.2.content",
    ]);
    expect(ports.store.messages.size).toBe(0);
  });

  test("in a batch is a second tenant, too", async () => {
    const { call } = start();
    const body = {
      messages: [
        { ...draft, tenant_id: "a" },
        { ...draft, tenant_id: "b" },
      ],
    };
    const { status, json } = await call("POST", "/v1/messages/batch", { body });
    expect([status, json.error.details[0].path]).toEqual([400, "messages.1.tenant_id"]);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonish"])(
    "is a body sent as %s",
    async (type) => {
      const { call } = start();
      const answer = await call("POST", "/v1/messages", { body: draft, headers: { "content-type": type } });
      expect(answer).toMatchObject({ status: 415, json: { error: { code: "unsupported_media_type" } } });
    },
  );

  test.each([
    ["", "query"],
    ["?query=x&top_k=0", "top_k"],
    ["?query=x&top_k=101", "top_k"],
    ["?query=x&min_similarity=2", "min_similarity"],
    ["?query=x&kind=mood", "kind.0"],
    ["?query=x&role=robot", "role.0"],
    ["?query=x&since=yesterday", "since"],
    ["?query=x&tenant_id=a/b", "tenant_id"],
  ])("is a search for %j", async (query, path) => {
    const { status, json } = await start().call("GET", `/v1/memory/search${query}`);
    expect([status, json.error.details[0].path]).toEqual([400, path]);
  });
});
