import { afterEach, expect, test } from "vitest";
import { type JsonServer, serveJson } from "#test/fakes/serve-json.ts";
import { modelsEndpointProbe } from "./models-endpoint-probe.ts";

let server: JsonServer;
afterEach(() => server.close());

test.each(["/v1", "/v1/"])("a server below %s is asked for its models, which costs nothing", async (base) => {
  server = await serveJson(() => ({ status: 200, body: { data: [] } }));
  await modelsEndpointProbe({ baseUrl: `${server.url}${base}`, apiKey: "key" }).check();
  expect(server.requests).toMatchObject([{ method: "GET", path: "/v1/models" }]);
});

test.each([401, 404, 500])("a server that answers %s is not well", async (status) => {
  server = await serveJson(() => ({ status, body: {} }));
  const probe = modelsEndpointProbe({ baseUrl: server.url, apiKey: "key" });
  await expect(probe.check()).rejects.toThrow(`the model server answered ${status}`);
});
