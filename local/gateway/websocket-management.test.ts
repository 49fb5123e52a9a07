import {
  DeleteConnectionCommand,
  GetConnectionCommand,
  GoneException,
  PayloadTooLargeException,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { expect, test } from "vitest";
import {
  address,
  api,
  client,
  closing,
  idOf,
  nextText,
  ofType,
  ok,
  open,
  post,
  start,
} from "./test-socket-api.ts";

test("the management endpoint posts, describes and deletes", async () => {
  await start();
  const socket = await open();
  const text = nextText(socket);
  await post(idOf(), "ü".repeat(64 * 1024));
  expect(await text).toHaveLength(64 * 1024);
  expect(await client.send(new GetConnectionCommand({ ConnectionId: idOf() }))).toMatchObject({
    ConnectedAt: expect.any(Date),
    LastActiveAt: expect.any(Date),
    Identity: { SourceIp: "127.0.0.1", UserAgent: "tester" },
  });
  await expect(post(idOf(), "x".repeat(128 * 1024 + 1))).rejects.toBeInstanceOf(PayloadTooLargeException);

  const closed = closing(socket);
  await client.send(new DeleteConnectionCommand({ ConnectionId: idOf() }));
  expect((await closed)[0]).toBe(1000);
  await expect.poll(() => ofType("DISCONNECT")).toHaveLength(1);
  for (const Command of [GetConnectionCommand, DeleteConnectionCommand]) {
    await expect(client.send(new Command({ ConnectionId: idOf() }))).rejects.toBeInstanceOf(GoneException);
  }
});

test("an id that cannot be one is a bad request", async () => {
  await start();
  await expect(post("not an id", "x")).rejects.toMatchObject({
    name: "BadRequestException",
    $metadata: { httpStatusCode: 400 },
  });
});

test("the management endpoint answers signed requests only", async () => {
  await start();
  const res = await fetch(`http://${address}/test/@connections/abc`, { method: "POST", body: "x" });
  expect(res.status).toBe(403);
  expect(res.headers.get("x-amzn-errortype")).toBe("MissingAuthenticationTokenException");
});

test("closing says goodbye to every client and lets $disconnect finish", async () => {
  let disconnected = 0;
  await start(async ({ requestContext }) => {
    if (requestContext.eventType === "DISCONNECT") {
      await new Promise((resolve) => setTimeout(resolve, 50));
      disconnected += 1;
    }
    return ok();
  });
  const sockets = [await open(), await open()];
  expect(api.connectionCount()).toBe(2);
  const closes = sockets.map(closing);
  await api.close();
  expect(disconnected).toBe(2);
  await Promise.all(closes);
});
