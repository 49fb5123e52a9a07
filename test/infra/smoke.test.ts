import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { deploymentClient } from "../../bin/smoke/deployment-client.ts";
import { walkDeployment } from "../../bin/smoke/walk-deployment.ts";

let server: Server | undefined;

afterEach(() => server?.close());

async function serve(status: number, body: string, seen: (string | undefined)[] = []): Promise<string> {
  server = createServer((request, response) => {
    seen.push(request.url, String(request.headers["x-api-key"]), String(request.headers["x-user-id"]));
    response.writeHead(status, { "content-type": "application/json", "x-request-id": "req-42" }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stepsOf(url: string): Promise<string[]> {
  const steps = [];
  for await (const step of walkDeployment({ url })) steps.push(step);
  return steps;
}

it("stops at the first step that fails and names its request", async () => {
  const url = await serve(503, '{"error":{"code":"upstream_unavailable"}}');
  await expect(stepsOf(url)).rejects.toThrow(/GET \/health: 503 .*upstream_unavailable.*\(request req-42\)/);
});

it("says what happened where nothing answers", async () => {
  const url = await serve(200, "{}");
  server?.close();
  await expect(stepsOf(url)).rejects.toThrow(/GET \/health: no answer/);
});

it("calls with the key and the user it was given, under the whole address", async () => {
  const seen: string[] = [];
  const url = await serve(200, "{}", seen);
  const client = deploymentClient(`${url}/a/prefix/`, { key: "the-key", user: "a-user" });
  await client.call("GET", "/health", { status: 200 });
  expect(seen).toEqual(["/a/prefix/health", "the-key", "a-user"]);
});
