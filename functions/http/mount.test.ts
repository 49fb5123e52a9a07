import { setImmediate } from "node:timers/promises";
import { Hono } from "hono";
import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { createFrontDoor, type FrontDoor } from "#shared/domain/access/front-door.ts";
import { createKeyring } from "#shared/domain/access/keyring.ts";
import { Unauthenticated } from "#shared/errors.ts";
import { contract, type Scope } from "#shared/wire/http/contract.ts";
import { buildSettings } from "#test/builders/build-settings.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import type { Env } from "./app.ts";
import { createErrorResponder } from "./middleware/answer-error.ts";
import { mount } from "./mount.ts";
import { foreseeingRoute, type Route, route } from "./route.ts";

const asking = (scope: Scope) =>
  contract({
    operationId: "ask",
    method: "post",
    path: "/things/{id}",
    tag: "Test",
    summary: "Ask",
    scope,
    params: z.object({ id: z.string() }),
    body: z.object({ word: z.string() }),
    bodyLimitBytes: 20,
    responses: { 200: { description: "Said" } },
  });

/** A route that asks for more than any caller of today has. */
function start(scope: Scope) {
  return mounted(
    route(asking(scope), async ({ params, body, caller }) => ({
      status: 200,
      body: { ...params, ...body, caller: caller.id },
    })),
  );
}

function mounted(asked: Route, given: Partial<FrontDoor> = {}) {
  const ports = fakeHttpPorts();
  const settings = buildSettings();
  const app = new Hono<Env>();
  const answerError = createErrorResponder(ports.log);
  app.onError((error, c) => answerError(error, c));
  const keyring = createKeyring(ports);
  const limits = { tenantRatePerMinute: 0, keyRatePerMinute: 0 };
  const frontDoor = { ...createFrontDoor({ ...ports, keyring }, limits), ...given };
  const rules = { mode: "dev" as const, stage: "local", operatorKeyHashes: [] };
  const proofs = { ...keyring, verify: ports.accessTokens.verify };
  mount(app, asked, { ports, settings, rules, proofs, frontDoor });
  return async (body: string, headers: Record<string, string> = {}) => {
    const init = { method: "POST", body, headers: { "content-type": "application/json", ...headers } };
    const response = await app.request("/things/7", init);
    return [response.status, await response.json()] as const;
  };
}

const beyond = "beyond" as Scope;

test("what has passed every check is handed on, typed and whole", async () => {
  expect(await start("chat")('{"word":"hello"}')).toEqual([200, { id: "7", word: "hello", caller: "dev" }]);
});

test("a caller without the scope is refused, after the body's size and before its shape", async () => {
  const call = start(beyond);
  expect(await call('{"word":"hello"}')).toMatchObject([403, { error: { code: "forbidden" } }]);
  expect(await call("{")).toMatchObject([403, { error: { message: "this call needs the scope beyond" } }]);
  expect(await call(`{"word":"${"x".repeat(20)}"}`)).toMatchObject([
    413,
    { error: { code: "payload_too_large" } },
  ]);
});

test("a caller who is not known is refused before the body is read", async () => {
  const [status] = await start(beyond)("x".repeat(21), { "x-api-key": "somebody-else's-key" });
  expect(status).toBe(401);
});

test("a bearer that is no token is a key, or in dev mode nothing, where the route says so alone", async () => {
  const says = { ...asking("chat"), takesKeyAsBearer: true };
  const asked = route(says, async ({ caller }) => ({ status: 200, body: { caller: caller.id } }));
  const headers = { authorization: "Bearer sk-anything" };
  expect(await mounted(asked)('{"word":"hello"}', headers)).toEqual([200, { caller: "dev" }]);
  expect((await start("chat")('{"word":"hello"}', headers))[0]).toBe(401);
  const unknownKey = { authorization: "Bearer aimi_local_unknown_key" };
  expect((await mounted(asked)('{"word":"hello"}', unknownKey))[0]).toBe(401);
});

test("a body is measured in bytes, its limit included", async () => {
  const call = start("chat");
  expect((await call('{"word":"123456789"}'))[0]).toBe(200);
  expect((await call('{"word":"12345678é"}'))[0]).toBe(413);
});

describe("what a route looks up beside the front door", () => {
  const steps: string[] = [];
  const foreseeing = foreseeingRoute(
    asking("chat"),
    async ({ body }) => {
      steps.push("looks up");
      return `${body.word} found`;
    },
    async ({ foreseen }) => ({ status: 200, body: { foreseen } }),
  );
  beforeEach(() => void steps.splice(0));

  test("has begun before the door answers, and is there for the answer", async () => {
    const pass = async () => {
      await setImmediate();
      steps.push("is let in");
      return null;
    };
    expect(await mounted(foreseeing, { pass })('{"word":"hi"}')).toEqual([200, { foreseen: "hi found" }]);
    expect(steps).toEqual(["looks up", "is let in"]);
  });

  test("is not told to who is refused, and not begun for what breaks the contract", async () => {
    const pass = () => Promise.reject(new Unauthenticated());
    const asked = mounted(foreseeing, { pass });
    expect(await asked('{"word":"hi"}')).toMatchObject([401, { error: { code: "unauthenticated" } }]);
    expect(steps).toEqual(["looks up"]);
    await asked("{}");
    expect(steps).toEqual(["looks up"]);
  });
});
