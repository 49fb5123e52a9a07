import { Hono } from "hono";
import { expect, test } from "vitest";
import * as z from "zod";
import { composeAccess } from "#shared/runtime/compose/access.ts";
import { contract } from "#shared/wire/http/contract.ts";
import { buildSettings } from "#test/builders/build-settings.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { startFakeHttp } from "#test/fakes/start-fake-http.ts";
import type { Env } from "./app.ts";
import { createErrorResponder } from "./middleware/answer-error.ts";
import { mountOnDemand } from "./mount-on-demand.ts";
import { route } from "./route.ts";

function start() {
  const ports = fakeHttpPorts();
  const settings = buildSettings();
  const app = new Hono<Env>();
  const answerError = createErrorResponder(ports.log);
  app.onError((error, c) => answerError(error, c));
  const told = (operationId: string, path: string) =>
    route(
      contract({
        ...{ operationId, path, method: "get", tag: "Test", summary: "Tell", scope: "chat" },
        params: z.object({ id: z.string() }),
        responses: { 200: { description: "Told" } },
      }),
      async ({ params }) => ({ status: 200, body: { operationId, ...params } }),
    );
  let loads = 0;
  const group = {
    addresses: ["GET /things/{id}", "GET /things/{id}/parts", "GET /forgotten"],
    load: async () => {
      loads++;
      return { routes: [told("whole", "/things/{id}"), told("parts", "/things/{id}/parts")] };
    },
  };
  mountOnDemand(app, group, { ports, settings, ...composeAccess(settings, ports) });
  const ask = async (path: string) => {
    const response = await app.request(path);
    return [response.status, await response.json()] as const;
  };
  return { ask, loads: () => loads };
}

test("a group is loaded with the first request to it, once, and each address finds its own route", async () => {
  const { ask, loads } = start();
  expect(loads()).toBe(0);
  const answers = await Promise.all([ask("/things/7"), ask("/things/8/parts"), ask("/things/9")]);
  expect(answers).toEqual([
    [200, { operationId: "whole", id: "7" }],
    [200, { operationId: "parts", id: "8" }],
    [200, { operationId: "whole", id: "9" }],
  ]);
  expect(loads()).toBe(1);
});

test("an address that the group does not answer is not found", async () => {
  expect(await start().ask("/forgotten")).toMatchObject([404, { error: { code: "not_found" } }]);
});

test("an address that is asked in the wrong way says how it is asked, loaded or not", async () => {
  const { call } = startFakeHttp();
  const wrong = await call("PUT", "/v1/conversations/c");
  expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, PATCH, DELETE"]);
  const unknown = await call("GET", "/v1/conversations/c/nothing");
  expect(unknown.status).toBe(404);
});
