import { describe, expect, inject, test } from "vitest";
import { call, refusal } from "../call.ts";
import { contracts } from "./sample-requests.ts";

const { url } = inject("cloud");
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const addressOf = (path: string) => path.replaceAll(/\{[^}]+\}/g, "019a0000-0000-7000-8000-000000000000");
const matches = (path: string, address: string) =>
  new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(address);
const allowedAt = (address: string) =>
  contracts.filter(({ path }) => matches(path, address)).map(({ method }) => method.toUpperCase());

const wrongMethods = [...new Set(contracts.map(({ path }) => addressOf(path)))].flatMap((address) =>
  methods
    .filter((method) => !allowedAt(address).includes(method))
    .map((method) => [method, address] as const),
);

test.each(wrongMethods)("%s %s is not allowed, and Allow says what is", async (method, address) => {
  const answer = await call(`${url}${address}`, { method });
  expect([answer.status, refusal(answer).code]).toEqual([405, "method_not_allowed"]);
  expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(allowedAt(address).sort());
});

test.each([
  ["GET", "/"],
  ["GET", "/nowhere"],
  ["POST", "/v1"],
  ["POST", "/v1/message"],
  ["POST", "/v1/messages/"],
  ["POST", "/V1/messages"],
  ["GET", "/v1/messages/a/b"],
  ["DELETE", "/v2/messages"],
  ["GET", "/health/"],
  ["GET", "/docs/.."],
  ["GET", "/v1/messages%2Fbatch%2Fmore"],
  ["PATCH", "/%F0%9F%8E%89"],
])("%s %s is not found", async (method, address) => {
  const answer = await call(`${url}${address}`, { method });
  expect([answer.status, refusal(answer).code]).toEqual([404, "not_found"]);
});

test("HEAD answers as GET does, without a body", async () => {
  const answer = await call(`${url}/health`, { method: "HEAD" });
  expect([answer.status, answer.text]).toEqual([200, ""]);
  expect(answer.headers.get("x-request-id")).toBeTruthy();
  expect((await call(`${url}/nowhere`, { method: "HEAD" })).status).toBe(404);
  expect((await call(`${url}/v1/messages`, { method: "HEAD" })).status).toBe(405);
});

describe("a browser", () => {
  const preflight = (origin: string) =>
    call(`${url}/v1/messages`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,x-api-key,idempotency-key",
      },
    });

  test("of a known origin may call", async () => {
    const { status, headers } = await preflight("http://localhost:3000");
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
    expect(headers.get("access-control-allow-methods")?.split(",")).toContain("POST");
    const allowed = headers.get("access-control-allow-headers")?.toLowerCase().split(",");
    expect(allowed).toEqual(expect.arrayContaining(["content-type", "x-api-key", "idempotency-key"]));
  });

  test("of another origin may not", async () => {
    const { headers } = await preflight("http://elsewhere.example");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  test("may read errors and the request id too", async () => {
    const answer = await call(`${url}/v1/messages`, {
      body: "{",
      headers: { origin: "http://localhost:3000" },
    });
    expect(refusal(answer).code).toBe("validation_failed");
    expect(answer.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
    expect(answer.headers.get("access-control-expose-headers")).toContain("X-Request-Id");
  });
});

describe("the request id", () => {
  const idFor = async (sent: string, path = "/nowhere") =>
    (await call(`${url}${path}`, { headers: { "x-request-id": sent } })).headers.get("x-request-id");

  test.each(["/health", "/nowhere", "/docs"])("that the caller sends comes back from %s", async (path) => {
    expect(await idFor("trace-1.2:3@4_5", path)).toBe("trace-1.2:3@4_5");
    expect(await idFor("x".repeat(128), path)).toBe("x".repeat(128));
  });

  test.each(["", "x".repeat(129), "two words", 'quote"', "a;b", "<script>"])(
    "is made anew where the caller's is '%s'",
    async (sent) => {
      expect(await idFor(sent)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    },
  );

  test("is another one for each request", async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => idFor("")));
    expect(new Set(ids).size).toBe(5);
  });
});
