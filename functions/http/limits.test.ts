import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { createApiKey } from "#shared/domain/access/create-api-key.ts";
import { createFrontDoor } from "#shared/domain/access/front-door.ts";
import { createKeyring } from "#shared/domain/access/keyring.ts";
import { contract, type Limits, type Scope } from "#shared/wire/http/contract.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildSettings } from "#test/builders/build-settings.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import type { Env } from "./app.ts";
import { createErrorResponder } from "./middleware/answer-error.ts";
import { mount } from "./mount.ts";
import { route } from "./route.ts";

interface Given {
  readonly limits: Limits;
  readonly scope?: Scope | "open";
  readonly mode?: "dev" | "strict";
  readonly behindEdge?: boolean;
  readonly leavesWork?: boolean;
}

const home = { "x-user-id": "anna" };

/** A route with limits; answers how often it let in of what was asked. */
function start({ limits, scope = "open", mode = "strict", behindEdge = false, leavesWork = false }: Given) {
  const ports = fakeHttpPorts();
  const settings = {
    ...buildSettings(),
    AIMI_ORIGIN_SECRET: behindEdge ? "an-edge-of-a-test" : undefined,
  };
  const app = new Hono<Env>();
  const answerError = createErrorResponder(ports.log);
  app.onError((error, c) => answerError(error, c));
  const asked = route(
    contract({
      operationId: "ask",
      method: "post",
      path: "/ask",
      tag: "Test",
      summary: "Ask",
      scope,
      limits,
      leavesWork,
      body: z.object({ account: z.string() }),
      responses: { 200: { description: "Said" } },
    }),
    async () => ({ status: 200, body: {} }),
  );
  const keyring = createKeyring(ports);
  const frontDoor = createFrontDoor({ ...ports, keyring }, { tenantRatePerMinute: 0, keyRatePerMinute: 0 });
  const operatorKeyHashes: Buffer[] = [];
  mount(app, asked, {
    ports,
    settings,
    rules: { mode, stage: "local", operatorKeyHashes },
    proofs: { ...keyring, verify: ports.accessTokens.verify },
    frontDoor,
  });

  const ask = async (sourceIp: string, body: unknown = { account: "a" }, headers: object = {}) => {
    const init = {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    };
    return await app.request("/ask", init, { requestContext: { http: { sourceIp } } });
  };
  return { ports, ask, statusOf: async (...given: Parameters<typeof ask>) => (await ask(...given)).status };
}

describe("a limit by address", () => {
  test("refuses beyond it with what is left and when to come again, and is new each minute", async () => {
    const { ports, ask, statusOf } = start({ limits: { address: 2 } });
    expect((await ask("198.51.100.7")).headers.get("ratelimit-remaining")).toBe("1");
    expect(await statusOf("198.51.100.7")).toBe(200);
    const refused = await ask("198.51.100.7");
    expect(refused.status).toBe(429);
    expect(refused.headers.get("ratelimit-limit")).toBe("2");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    ports.clock.advance(60_000);
    expect(await statusOf("198.51.100.7")).toBe(200);
  });

  test("counts what the contract refuses, too", async () => {
    const { statusOf } = start({ limits: { address: 2 } });
    const statuses = [];
    for (let time = 0; time < 3; time++) statuses.push(await statusOf("198.51.100.7", { account: 7 }));
    expect(statuses).toEqual([400, 400, 429]);
  });

  test("counts each address by itself, a household's as one, and keeps none of them", async () => {
    const { ports, statusOf } = start({ limits: { address: 1 } });
    const addresses = ["198.51.100.7", "198.51.100.8", "2001:db8:1:2::1", "2001:db8:1:2::2"];
    const statuses = [];
    for (const address of addresses) statuses.push(await statusOf(address));
    expect(statuses).toEqual([200, 200, 200, 429]);
    const names = JSON.stringify(ports.gate.knocks);
    for (const address of addresses) expect(names).not.toContain(address);
  });

  test("goes by what the edge says where there is one, and by nobody's word elsewhere", async () => {
    const statusesOf = async (behindEdge: boolean) => {
      const { statusOf } = start({ limits: { address: 1 }, behindEdge });
      const first = await statusOf("203.0.113.1", undefined, { "x-aimi-viewer": "198.51.100.7" });
      return [first, await statusOf("203.0.113.1", undefined, { "x-aimi-viewer": "198.51.100.8" })];
    };
    expect(await statusesOf(true)).toEqual([200, 200]);
    expect(await statusesOf(false)).toEqual([200, 429]);
  });
});

describe("a limit by account", () => {
  test("counts what an open route's body names, from wherever, and keeps it to itself", async () => {
    const { ports, statusOf } = start({ limits: { account: 1, accountFields: ["account"] } });
    expect(await statusOf("198.51.100.7", { account: "my-secret-token" })).toBe(200);
    expect(await statusOf("198.51.100.8", { account: "my-secret-token" })).toBe(429);
    expect(await statusOf("198.51.100.8", { account: "another" })).toBe(200);
    expect(JSON.stringify(ports.gate.knocks)).not.toContain("my-secret-token");
  });

  test("counts the person where the caller is known", async () => {
    const { ports, statusOf } = start({ limits: { account: 1 }, scope: "chat", mode: "strict" });
    const { key } = await createApiKey(ports, {
      caller: { scopes: new Set(["chat"]) },
      actor: buildActor({ tenantId: "acme" }),
      stage: "local",
      name: "a key",
      scopes: ["chat"],
      idempotency: null,
    });
    const as = (headers: object) => statusOf("198.51.100.7", undefined, { "x-api-key": key, ...headers });
    expect([await as(home), await as(home), await as({ "x-user-id": "ben" })]).toEqual([200, 429, 200]);
  });
});

test("an open route with limits asks the front door once, and one without never", async () => {
  const limited = start({ limits: { address: 9, account: 9, accountFields: ["account"] } });
  await limited.ask("198.51.100.7");
  expect(limited.ports.gate.knocks).toHaveLength(1);
  const free = start({ limits: {} });
  await free.ask("198.51.100.7");
  expect(free.ports.gate.knocks).toEqual([]);
});

test.each(["dev", "strict"] as const)(
  "an open call that leaves work says so, in %s mode too",
  async (mode) => {
    const { ports, ask } = start({ limits: { address: 9 }, leavesWork: true, mode });
    await ask("198.51.100.7");
    expect(ports.gate.knocks).toMatchObject([{ marksOutbox: true }]);
  },
);

test("in dev mode nobody is limited: everybody has one address", async () => {
  const { ports, statusOf } = start({ limits: { address: 1 }, mode: "dev" });
  for (let time = 0; time < 3; time++) expect(await statusOf("127.0.0.1")).toBe(200);
  expect(ports.gate.knocks).toEqual([]);
});
