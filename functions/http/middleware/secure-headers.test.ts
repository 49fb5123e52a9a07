import { describe, expect, test } from "vitest";
import { startFakeHttp } from "#test/fakes/start-fake-http.ts";

const strict = { AIMI_AUTH_MODE: "strict" };
const answers: [string, string, string, number][] = [
  ["an answer", "GET", "/health", 200],
  ["a page", "GET", "/docs", 200],
  ["a refusal", "GET", "/v1/memories", 401],
  ["what is nowhere", "GET", "/nowhere", 404],
  ["a wrong method", "PUT", "/health", 405],
  ["a preflight", "OPTIONS", "/v1/messages", 204],
];

describe.each(answers)("%s", (_what, method, path, status) => {
  const ask = async (stage = "local") =>
    await startFakeHttp(strict, { AIMI_STAGE: stage }).call(method, path);

  test("may be neither framed nor guessed at, and says to nobody where it stands", async () => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
    });
    const policy = answer.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(answer.headers.get("cache-control")).toBe(path === "/docs" ? "public, max-age=300" : "no-store");
  });

  test("insists on TLS in every stage but local", async () => {
    const tls = async (stage: string) => (await ask(stage)).headers.get("strict-transport-security");
    expect(await tls("local")).toBeNull();
    for (const stage of ["dev", "prod"]) {
      expect(await tls(stage)).toMatch(/^max-age=\d{8}; includeSubDomains$/);
    }
  });
});

test("the page of the documentation may run its own script, and load nothing from elsewhere", async () => {
  const { headers } = await startFakeHttp().call("GET", "/docs");
  const policy = headers.get("content-security-policy");
  expect(policy).toContain("script-src 'unsafe-inline'");
  expect(policy).toContain("connect-src 'self'");
});
