import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call } from "./call.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { callAs } from "./sign-in-client.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const operatorKey = "an-operator-key-of-a-test";
const cloud = await startOwnCloud({ settings: { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: operatorKey } });
const { url, environment } = cloud;
const tenant = uniqueTenant();
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "aimi-access-"));
  await writeFile(join(dataDir, "jwt-secret"), environment.AIMI_JWT_SECRET!);
  const headers = { "x-api-key": operatorKey };
  await call(`${url}/v1/admin/tenants`, { body: { id: tenant, name: "A tenant" }, headers });
});
afterAll(() => rm(dataDir, { recursive: true }));

/** As from a shell, with an environment of its own. */
async function run(command: "token" | "api-key", args: readonly string[], settings: object = {}) {
  const child = spawn(process.execPath, [join(root, `bin/${command}.ts`), ...args], {
    env: { PATH: process.env.PATH, AIMI_DATA_DIR: dataDir, ...settings },
  });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on("close", resolve)),
  ]);
  return { stdout, stderr, code };
}

describe("npm run token", () => {
  test("prints a token with which its user may call, and nothing else", async () => {
    const { stdout, code } = await run("token", ["--user", "alice", "--tenant", tenant]);
    expect(code).toBe(0);
    const token = stdout.trimEnd();
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect((await callAs(url, token, `/v1/memories?user_id=alice&tenant_id=${tenant}`)).status).toBe(200);
    expect((await callAs(url, token, "/v1/memories?user_id=ben")).status).toBe(403);
    expect((await callAs(url, token, "/v1/auth/logout", { method: "POST" })).status).toBe(204);
    expect((await callAs(url, token, "/v1/memories")).status).toBe(401);
  });

  test("is of the default tenant where none is named, and of the secret in the environment before any other", async () => {
    const AIMI_JWT_SECRET = environment.AIMI_JWT_SECRET!;
    const nowhere = join(dataDir, "nowhere");
    const { stdout } = await run("token", ["--user", "alice"], { AIMI_JWT_SECRET, AIMI_DATA_DIR: nowhere });
    expect((await callAs(url, stdout.trim(), "/v1/memories?tenant_id=default")).status).toBe(200);
  });

  test.each([
    ["no user", [], {}, "No user is named", "npm run token -- --user"],
    ["a user that is no id", ["--user", "a b"], {}, "--user is no id", "1 to 128 of"],
    ["another stage", ["--user", "a"], { AIMI_STAGE: "prod" }, "The stage prod", "leave AIMI_STAGE out"],
    ["no secret", ["--user", "a"], { AIMI_DATA_DIR: "/nowhere" }, "There is no secret", "npm run dev"],
    ["a bad secret", ["--user", "a"], { AIMI_JWT_SECRET: "x" }, "AIMI_JWT_SECRET", "at least 32"],
    ["an option that is none", ["--usr", "a"], {}, "--usr", ""],
  ])("says what to do about %s", async (_what, args, settings, problem, remedy) => {
    const { stdout, stderr, code } = await run("token", args, settings);
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(remedy);
    expect(stderr).not.toContain("    at ");
  });
});

describe("npm run api-key", () => {
  const asOperator = { AIMI_API_KEYS: ` ${operatorKey}, another-key-of-16-characters` };
  const wanted = ["--tenant", tenant, "--scope", "memory:read"];

  test("prints a key with the scopes that were named, and nothing else", async () => {
    const args = [...wanted, "--scope", "memory:write", "--name", "import", "--url", `${url}/`];
    const { stdout, code } = await run("api-key", args, asOperator);
    expect(code).toBe(0);
    const headers = { "x-api-key": stdout.trimEnd() };
    const body = { conversation_id: "c", role: "user", content: "said by a key" };
    expect((await call(`${url}/v1/messages`, { body, headers })).status).toBe(201);
    expect((await call(`${url}/v1/admin/api-keys`, { headers })).status).toBe(403);
    const listed = await call(`${url}/v1/admin/api-keys?tenant_id=${tenant}`, {
      headers: { "x-api-key": operatorKey },
    });
    expect(listed.json()).toMatchObject({
      items: [{ name: "import", scopes: ["memory:read", "memory:write"] }],
    });
  });

  test("asks where npm run dev listens, unless told otherwise", async () => {
    const { port } = new URL(url);
    const { code } = await run("api-key", wanted, { ...asOperator, AIMI_PORT: port });
    expect(code).toBe(0);
  });

  test.each([
    ["no tenant", ["--scope", "chat"], {}, "No tenant is named", "usage: npm run api-key"],
    ["no scope", ["--tenant", tenant], {}, "No scope is named", "usage: npm run api-key"],
    ["a scope that is none", ["--tenant", tenant, "--scope", "all"], asOperator, "must be one of", "usage:"],
    ["no operator's key", wanted, {}, "credentials are missing", "Set AIMI_API_KEYS"],
    ["a wrong key", wanted, { AIMI_API_KEYS: "x".repeat(16) }, "credentials", "Set AIMI_API_KEYS"],
    [
      "an unknown tenant",
      ["--tenant", "none", "--scope", "chat"],
      asOperator,
      "tenant none",
      "/v1/admin/tenants",
    ],
  ])("says what to do about %s", async (_what, args, settings, problem, remedy) => {
    const { stdout, stderr, code } = await run("api-key", [...args, "--url", url], settings);
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(remedy);
  });

  test("says so where nothing answers", async () => {
    const { stderr, code } = await run("api-key", [...wanted, "--url", "http://127.0.0.1:1"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Nothing answers at http:\/\/127\.0\.0\.1:1\n.*npm run dev/);
  });
});
