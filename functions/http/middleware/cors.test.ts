import { describe, expect, test } from "vitest";
import { startFakeHttp } from "#test/fakes/start-fake-http.ts";

const origin = "https://app.example.com";
const start = () => startFakeHttp({ AIMI_CORS_ORIGINS: `${origin},http://localhost:3000` });
const listOf = (header: string | null) => header?.toLowerCase().split(",") ?? [];

describe("a page of an origin that is named", () => {
  test("may send all that the API reads", async () => {
    const { status, headers } = await start().call("OPTIONS", "/v1/messages", {
      headers: { origin, "access-control-request-method": "POST" },
    });
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(origin);
    expect(listOf(headers.get("access-control-allow-methods"))).toEqual([
      "get",
      "post",
      "put",
      "patch",
      "delete",
    ]);
    for (const name of [
      ...["authorization", "content-type", "idempotency-key", "x-api-key", "x-user-id"],
      ...["x-conversation-id", "x-stainless-retry-count", "x-stainless-runtime-version"],
    ]) {
      expect(listOf(headers.get("access-control-allow-headers"))).toContain(name);
    }
  });

  test("may read what an answer says in its headers, a refusal's too", async () => {
    const { call } = start();
    for (const [path, status] of [
      ["/health", 200],
      ["/v1/messages/nope", 400],
      ["/nowhere", 404],
    ] as const) {
      const answer = await call("GET", path, { headers: { origin } });
      expect(answer.status).toBe(status);
      expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
      expect(listOf(answer.headers.get("vary"))).toContain("origin");
      expect(listOf(answer.headers.get("access-control-expose-headers"))).toEqual(
        expect.arrayContaining([
          "x-request-id",
          "retry-after",
          "ratelimit-limit",
          "ratelimit-remaining",
          "ratelimit-reset",
        ]),
      );
    }
  });
});

test.each(["https://evil.example", "https://app.example.com.evil.example", "http://app.example.com", "null"])(
  "a page of %s may read nothing, and nobody sends a browser's own credentials",
  async (other) => {
    const { call } = start();
    for (const method of ["OPTIONS", "GET"]) {
      const { headers } = await call(method, "/health", { headers: { origin: other } });
      expect(headers.get("access-control-allow-origin")).toBeNull();
      expect(headers.get("access-control-allow-credentials")).toBeNull();
    }
  },
);
