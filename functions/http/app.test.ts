import { describe, expect, test } from "vitest";
import { startFakeHttp as start } from "#test/fakes/start-fake-http.ts";

const key = "an-operator-key-of-ours";
const draft = { conversation_id: "c1", role: "user", content: "I love Python programming" };

describe("the path from message to search", () => {
  test("stores a message and finds it by its words", async () => {
    const { call } = start();
    const stored = await call("POST", "/v1/messages", { body: draft });
    expect(stored).toMatchObject({
      status: 201,
      json: { conversation_id: "c1", embedding_status: "pending" },
    });
    const found = await call("GET", "/v1/memory/search?query=Python");
    expect(found.json.results).toMatchObject([
      { id: stored.json.id, kind: "message", content: draft.content },
    ]);
    expect((await call("GET", `/v1/messages/${stored.json.id}`)).json).toMatchObject(draft);
  });

  test("shows a name only where there is one", async () => {
    const { call } = start();
    const { json } = await call("POST", "/v1/messages/batch", {
      body: { messages: [draft, { ...draft, name: "Anna" }] },
    });
    const [first, second] = await Promise.all(
      json.results.map(({ id }: { id: string }) => call("GET", `/v1/messages/${id}`)),
    );
    expect(Object.keys(first.json)).not.toContain("name");
    expect(second.json.name).toBe("Anna");
  });

  test("says so when a search went by keyword alone", async () => {
    const { ports, call } = start();
    await call("POST", "/v1/messages", { body: draft });
    expect((await call("GET", "/v1/memory/search?query=Python")).json).not.toHaveProperty("degraded");
    ports.embedder.mood = "fail";
    expect((await call("GET", "/v1/memory/search?query=Python")).json).not.toHaveProperty("degraded");
    expect((await call("GET", "/v1/memory/search?query=love")).json.degraded).toBe(true);
  });
});

describe("checks come in the order that is promised", () => {
  const strict = { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: key };
  const oversized = "x".repeat(1_000_001);

  test("credentials before all else", async () => {
    const { call } = start(strict);
    expect((await call("POST", "/v1/messages", { body: oversized })).json.error.code).toBe("unauthenticated");
  });

  test("then the body's size, before its shape", async () => {
    const { call } = start(strict);
    const answer = await call("POST", "/v1/messages", { body: oversized, headers: { "x-api-key": key } });
    expect(answer).toMatchObject({ status: 413, json: { error: { code: "payload_too_large" } } });
  });

  test("then the shape, before the tenant and user that are named", async () => {
    const { call } = start(strict);
    const headers = { "x-api-key": key, "x-user-id": "anna" };
    const misshapen = { ...draft, user_id: "ben", content: "" };
    expect((await call("POST", "/v1/messages", { body: misshapen, headers })).status).toBe(400);
    const refused = await call("POST", "/v1/messages", { body: { ...draft, user_id: "ben" }, headers });
    expect(refused).toMatchObject({ status: 403, json: { error: { code: "forbidden" } } });
  });

  test("then existence", async () => {
    const { call } = start(strict);
    const body = { ...draft, tenant_id: "nobody-made-it" };
    const answer = await call("POST", "/v1/messages", { body, headers: { "x-api-key": key } });
    expect(answer).toMatchObject({ status: 404, json: { error: { code: "not_found" } } });
  });
});

describe("an address", () => {
  test("that nobody knows is not found", async () => {
    const answer = await start().call("GET", "/v1/nothing");
    expect(answer).toMatchObject({ status: 404, json: { error: { code: "not_found" } } });
  });

  test("asked in the wrong way says which ways there are", async () => {
    const answer = await start().call("DELETE", "/v1/memory/search");
    expect(answer).toMatchObject({ status: 405, json: { error: { code: "method_not_allowed" } } });
    expect(answer.headers.get("allow")).toBe("GET, POST");
  });
});

describe("every answer", () => {
  test("carries the caller's request id, or one of ours where that is unusable", async () => {
    const { call } = start();
    const sent = await call("GET", "/nothing", { headers: { "x-request-id": "mine:1" } });
    expect([sent.headers.get("x-request-id"), sent.json.error.request_id]).toEqual(["mine:1", "mine:1"]);
    const unusable = await call("GET", "/nothing", { headers: { "x-request-id": "has spaces" } });
    expect(unusable.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("is one line in the log, with ids and no text", async () => {
    const { ports, call } = start();
    await call("POST", "/v1/messages", { body: { ...draft, tenant_id: "acme" } });
    expect(ports.log.lines.map(({ fields }) => fields)).toMatchObject([
      { method: "POST", route: "/v1/messages", status: 201, tenant_id: "acme" },
    ]);
    expect(JSON.stringify(ports.log.lines)).not.toContain("Python");
  });

  test("to a fault of ours is opaque, and the log knows the cause", async () => {
    const { ports, call } = start();
    ports.messages.find = () => Promise.reject(new Error("relation messages is broken"));
    const { status, json } = await call("GET", "/v1/messages/01890a5d-ac96-774b-bcce-b302099a8057");
    expect([status, json.error.code]).toEqual([500, "internal"]);
    expect(JSON.stringify(json)).not.toContain("relation");
    expect(ports.log.lines[0]).toMatchObject({ level: "error", fields: { error: expect.any(Error) } });
  });
});

describe("an edge in front", () => {
  const environment = { AIMI_ORIGIN_SECRET: "sixteen-characters" };

  test("is the only one that may call", async () => {
    const { call } = start(environment);
    expect((await call("GET", "/health")).status).toBe(403);
    expect((await call("GET", "/health", { headers: { "x-aimi-origin": "something-else" } })).status).toBe(
      403,
    );
    const headers = { "x-aimi-origin": environment.AIMI_ORIGIN_SECRET };
    expect((await call("GET", "/health", { headers })).status).toBe(200);
  });
});

describe("a repeat under one Idempotency-Key", () => {
  const headers = { "idempotency-key": "k1" };

  test("gets the first answer again", async () => {
    const { ports, call } = start();
    const first = await call("POST", "/v1/messages", { body: draft, headers });
    const again = await call("POST", "/v1/messages", { body: draft, headers });
    expect([again.status, again.json]).toEqual([201, first.json]);
    expect(ports.store.messages.size).toBe(1);
  });

  test("is refused with another body, and counts by route", async () => {
    const { call } = start();
    await call("POST", "/v1/messages", { body: draft, headers });
    const other = await call("POST", "/v1/messages", { body: { ...draft, content: "else" }, headers });
    expect(other).toMatchObject({ status: 422, json: { error: { code: "idempotency_mismatch" } } });
    const batch = await call("POST", "/v1/messages/batch", { body: { messages: [draft] }, headers });
    expect(batch.status).toBe(201);
  });

  test("is refused where the key is not printable or too long", async () => {
    const { call } = start();
    for (const bad of ["has space", "x".repeat(256)]) {
      const answer = await call("POST", "/v1/messages", { body: draft, headers: { "idempotency-key": bad } });
      expect(answer.json.error.details[0].path).toBe("idempotency-key");
    }
  });
});

test("a page of another origin may call where it is named, and no other", async () => {
  const { call } = start({ AIMI_CORS_ORIGINS: "https://app.example" });
  const from = (origin: string) =>
    call("OPTIONS", "/v1/messages", { headers: { origin, "access-control-request-method": "POST" } });
  const allowed = await from("https://app.example");
  expect(allowed.headers.get("access-control-allow-origin")).toBe("https://app.example");
  expect((await from("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
});

test("health is open, and 503 when the database is away", async () => {
  const { ports, call } = start({ AIMI_AUTH_MODE: "strict" });
  ports.databaseProbe.failing = true;
  expect(await call("GET", "/health")).toMatchObject({ status: 503, json: { status: "unhealthy" } });
  expect(await call("GET", "/v1/admin/health")).toMatchObject({ status: 503, json: { latency_ms: null } });
});
