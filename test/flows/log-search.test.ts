import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { makeApiKey } from "#shared/domain/access/api-key.ts";
import { captureLogs } from "../logs/capture-logs.ts";
import { noteSecrets, secretsIn } from "../logs/known-secrets.ts";
import { searchLogs } from "../logs/search-logs.ts";

const folders: string[] = [];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aimi-log-search-"));
  folders.push(folder);
});
afterAll(() => Promise.all(folders.map((each) => rm(each, { recursive: true, force: true }))));

const say = (what: string, fields: object = {}) =>
  captureLogs(folder)("http", JSON.stringify({ level: "info", what, ...fields }));
const found = async () => (await searchLogs(folder)).findings;

describe("the search of the suite's logs", () => {
  test.each([
    ["a token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.c2lnbmF0dXJl"],
    ["a refresh token", `aimi_rt_${"a".repeat(43)}`],
    ["a calendar's address", `aimi_cal_${"c".repeat(43)}`],
    ["a ticket", `aimi_wt_${"b".repeat(43)}`],
    ["an API key", makeApiKey("local")],
    ["a login of Postgres", "postgres://app:hunter2@db.example/aimi"],
    ["a bearer's credentials", "Bearer abcdefghijklmnop"],
  ])("finds %s by its shape, and does not repeat it", async (kind, secret) => {
    say("request", { error: { message: `could not use ${secret}` } });
    const findings = await found();
    expect(findings).toContainEqual({ of: "http", what: "request", kind });
    expect(JSON.stringify(findings)).not.toContain(secret);
  });

  test("finds what the suite has sent or got, wherever it stood", async () => {
    const { secrets, spoken } = secretsIn({
      headers: { "X-API-Key": "an-operator-key-of-ours", Authorization: "Basic dXNlcjpwYXNzd29yZA==" },
      body: { messages: [{ content: 'I said "nothing" of it' }], refresh_token: "opaque-refresh-token" },
      answer: JSON.stringify({
        id: "k1",
        key: "made-just-now-for-you",
        items: [{ ticket: "ticket-of-anna-1" }],
      }),
    });
    noteSecrets(folder, "secrets", secrets);
    noteSecrets(folder, "spoken", spoken);
    const all = [...secrets, ...spoken];
    expect(all).toHaveLength(6);
    for (const each of all) say("leaked", { each });
    expect(await found()).toHaveLength(all.length);
  });

  test("finds nothing in lines that say what happened and no more", async () => {
    noteSecrets(folder, "secrets", ["an-operator-key-of-ours"]);
    say("request", { route: "/v1/messages", status: 201, tenant_id: "acme", request_id: "r1" });
    expect(await searchLogs(folder)).toEqual({ lines: 1, findings: [] });
  });
});
