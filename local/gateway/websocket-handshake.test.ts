import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { GoneException } from "@aws-sdk/client-apigatewaymanagementapi";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import {
  address,
  api,
  dial,
  events,
  type Handle,
  idOf,
  nextText,
  ofType,
  ok,
  open,
  post,
  refusal,
  start,
} from "./test-socket-api.ts";

test("$connect carries the handshake's headers and query", async () => {
  await start();
  await open("/?tenant_id=t&tag=a&tag=b");
  expect(events[0]).toEqual({
    headers: expect.objectContaining({
      Host: "ws123.execute-api.us-east-1.amazonaws.com",
      "User-Agent": "tester",
      "X-Own": "own",
      "X-Forwarded-For": "127.0.0.1",
      "X-Forwarded-Proto": "https",
      "Sec-WebSocket-Version": "13",
    }),
    multiValueHeaders: expect.objectContaining({ "X-Own": ["own"] }),
    queryStringParameters: { tenant_id: "t", tag: "b" },
    multiValueQueryStringParameters: { tenant_id: ["t"], tag: ["a", "b"] },
    requestContext: {
      routeKey: "$connect",
      eventType: "CONNECT",
      extendedRequestId: events[0]?.requestContext.requestId,
      requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      messageDirection: "IN",
      stage: "test",
      connectedAt: expect.any(Number),
      requestTimeEpoch: expect.any(Number),
      identity: { userAgent: "tester", sourceIp: "127.0.0.1" },
      requestId: expect.stringMatching(/^[\w-]{15}=$/),
      domainName: "ws123.execute-api.us-east-1.amazonaws.com",
      connectionId: expect.stringMatching(/^[\w-]{15}=$/),
      apiId: "ws123",
    },
    isBase64Encoded: false,
  });
});

test("$disconnect tells how the client closed", async () => {
  await start();
  (await open()).close(4001, "enough");
  await expect.poll(() => ofType("DISCONNECT")).toHaveLength(1);
  expect(ofType("DISCONNECT")[0]).toMatchObject({
    headers: { Host: "ws123.execute-api.us-east-1.amazonaws.com" },
    requestContext: {
      routeKey: "$disconnect",
      connectionId: idOf(),
      disconnectStatusCode: 4001,
      disconnectReason: "enough",
    },
  });
  (await open()).terminate();
  await expect.poll(() => ofType("DISCONNECT")).toHaveLength(2);
  expect(ofType("DISCONNECT")[1]?.requestContext.disconnectStatusCode).toBe(1006);
  expect(api.connectionCount()).toBe(0);
});

test.each([
  [401, 401, "Unauthorized"],
  [403, 403, "Forbidden"],
  [400, 500, "Internal server error"],
  [302, 500, "Internal server error"],
])("a $connect that answers %i refuses the handshake with %i", async (statusCode, status, message) => {
  await start(() => ({ statusCode }));
  expect(await refusal()).toEqual({
    status,
    body: {
      message,
      connectionId: idOf(),
      requestId: events[0]?.requestContext.requestId,
    },
  });
  expect(ofType("DISCONNECT")).toEqual([]);
});

test.each<[string, Handle]>([
  ["fails", () => Promise.reject(new Error("broken"))],
  ["answers nothing", () => null],
])("a $connect that %s is a bad gateway", async (_what, handle) => {
  await start(handle);
  expect((await refusal()).status).toBe(502);
});

test("a handshake that is none is refused before the function", async () => {
  await start();
  const socket = connectTcp(Number(address.split(":")[1]), "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
  expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1\.1 400 /);
  socket.destroy();
  expect(events).toEqual([]);
});

test("the socket opens only after $connect succeeded, and cannot be posted to before", async () => {
  const gate = Promise.withResolvers<void>();
  await start(async () => {
    await gate.promise;
    return ok();
  });
  const socket = dial();
  await expect.poll(() => events).toHaveLength(1);
  expect(socket.readyState).toBe(WebSocket.CONNECTING);
  await expect(post(idOf(), "early")).rejects.toBeInstanceOf(GoneException);
  gate.resolve();
  await once(socket, "open");
  const text = nextText(socket);
  await post(idOf(), "in time");
  expect(await text).toBe("in time");
});

test("the subprotocol is the one that $connect answers with", async () => {
  await start(() => ({ statusCode: 200, headers: { "Sec-WebSocket-Protocol": "two" } }));
  const socket = dial("/", ["one", "two"]);
  await once(socket, "open");
  expect(socket.protocol).toBe("two");
});
