import { afterEach, expect, test } from "vitest";
import { type JsonServer, serveJson } from "#test/fakes/serve-json.ts";
import { createRedis } from "./redis-client.ts";

let server: JsonServer;
afterEach(() => server.close());

async function start(answer: Parameters<typeof serveJson>[0]) {
  server = await serveJson(answer);
  return createRedis({ url: server.url, token: "secret", deadlineMs: 2_000 });
}

test("a command is one request, and its reply is left as it is", async () => {
  const redis = await start(() => ({ status: 200, body: { result: '{"is":"text"}' } }));
  expect(await redis.get("a")).toBe('{"is":"text"}');
  expect(server.requests).toMatchObject([{ method: "POST", path: "/" }]);
  expect(JSON.parse(server.requests[0]!.body)).toEqual(["get", "a"]);
});

test("a server that refuses, or is silent, fails the command", async () => {
  const refusing = await start(() => ({ status: 401, body: { error: "WRONGPASS" } }));
  await expect(refusing.get("a")).rejects.toThrow("WRONGPASS");
  await server.close();
  const silent = await start(() => "silence");
  await expect(silent.get("a")).rejects.toThrow("no answer within 2000 ms");
});
