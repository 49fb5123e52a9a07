import { once } from "node:events";
import { type RequestListener, request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FrontDoor, startFrontDoor } from "./front-door.ts";
import { rawHeaderPairs } from "./raw-headers.ts";

let door: FrontDoor;

const origin =
  (name: string): RequestListener =>
  (req, res) => {
    res.end(JSON.stringify({ name, headers: rawHeaderPairs(req) }));
  };
const options = {
  httpApi: origin("http"),
  functionUrl: origin("stream"),
  webSocketApi: {
    upgrade: (...[, socket]: Parameters<FrontDoorUpgrade>) =>
      void socket.end("HTTP/1.1 418 I'm a teapot\r\n\r\n"),
  },
  originHeaders: { "X-Origin": "known to the edge" },
};
type FrontDoorUpgrade = Parameters<typeof startFrontDoor>[0]["webSocketApi"]["upgrade"];

beforeAll(async () => {
  door = await startFrontDoor({ port: 0, ...options });
});
afterAll(() => door.close());

interface Answer {
  name: string;
  headers: [string, string][];
}
const ask = async (path: string, init?: RequestInit) =>
  (await (await fetch(`${door.url}${path}`, init)).json()) as Answer;

async function upgradeStatus(path: string): Promise<string> {
  const socket = connect(door.port, "127.0.0.1");
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`);
  const [data] = await once(socket, "data");
  socket.destroy();
  return String(data).split(" ")[1] ?? "";
}

test.each([
  ["/chat", "stream"],
  ["/v1/chat", "stream"],
  ["/v1/chat/turns?wait=true", "stream"],
  ["/v1/conversations/conv-1/export", "stream"],
  ["/v1/conversations/conv-1/summarize", "stream"],
  ["/v1/users/me/export", "stream"],
  ["/v1/messages", "http"],
  ["/v1/conversations/conv-1", "http"],
  ["/chat/other", "http"],
  ["/?path=/chat", "http"],
  ["/", "http"],
])("%s goes to the %s origin", async (path, name) => {
  expect((await ask(path)).name).toBe(name);
});

test("an upgrade of the WebSocket path goes to the WebSocket API, any other is not found", async () => {
  expect(await upgradeStatus("/ws/chat?tenant_id=t")).toBe("418");
  expect(await upgradeStatus("/ws/other")).toBe("404");
  expect((await fetch(`${door.url}/ws/chat`)).status).toBe(426);
});

test("the edge adds its headers and replaces a client's own", async () => {
  const { headers } = await ask("/", { headers: { "x-origin": "forged", "x-forwarded-for": "9.9.9.9" } });
  const named = (name: string) => headers.filter(([key]) => key === name).map(([, value]) => value);
  expect(named("x-origin")).toEqual(["known to the edge"]);
  expect(named("x-forwarded-for")).toEqual(["9.9.9.9, 127.0.0.1"]);
  expect(named("x-amz-cf-id")).toHaveLength(1);
});

test("a GET with a body is forbidden, as CloudFront has it", async () => {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const req = request(`${door.url}/v1/x`, { method: "GET", headers: { "content-length": 2 } }, (res) => {
    res.resume();
    resolve(res.statusCode);
  });
  req.end("{}");
  expect(await promise).toBe(403);
});

test("localhost leads to it over IPv4, and over IPv6 where there is one", async () => {
  expect((await fetch(`http://localhost:${door.port}/`)).status).toBe(200);
  const hasIpv6 = networkInterfaces().lo?.some(({ address }) => address === "::1");
  if (hasIpv6) expect((await fetch(`http://[::1]:${door.port}/`)).status).toBe(200);
});

test("a taken port rejects with its code", async () => {
  await expect(startFrontDoor({ ...options, port: door.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});
