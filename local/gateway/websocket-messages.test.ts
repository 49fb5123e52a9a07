import { expect, test } from "vitest";
import { events, type Handle, idOf, nextText, ofType, ok, open, post, start } from "./test-socket-api.ts";

test("a message carries its text and nothing of the handshake", async () => {
  await start();
  const socket = await open("/?a=1");
  socket.send('{"type":"ping"}');
  await expect.poll(() => ofType("MESSAGE")).toHaveLength(1);
  const [message] = ofType("MESSAGE");
  expect(Object.keys(message ?? {}).sort()).toEqual(["body", "isBase64Encoded", "requestContext"]);
  expect(message).toMatchObject({
    body: '{"type":"ping"}',
    requestContext: {
      routeKey: "$default",
      connectionId: idOf(),
      connectedAt: events[0]?.requestContext.connectedAt,
      messageId: expect.stringMatching(/^[\w-]{15}=$/),
    },
  });
});

test("what a handler returns is not sent", async () => {
  await start();
  const socket = await open();
  const texts: string[] = [];
  socket.on("message", (data) => texts.push(String(data)));
  socket.send("hello");
  await expect.poll(() => ofType("MESSAGE")).toHaveLength(1);
  await post(idOf(), "posted");
  await expect.poll(() => texts).toEqual(["posted"]);
});

test("frames of one connection run at once, and a later one may overtake", async () => {
  const jitter = [40, 0];
  const both = Promise.withResolvers<void>();
  await start(
    async ({ requestContext }) => {
      if (requestContext.eventType !== "MESSAGE") return ok();
      if (ofType("MESSAGE").length === 2) both.resolve();
      await both.promise;
      return ok();
    },
    { jitterMs: () => jitter.shift() ?? 0 },
  );
  const socket = await open();
  socket.send("first");
  socket.send("second");
  await both.promise;
  expect(ofType("MESSAGE").map(({ body }) => body)).toEqual(["second", "first"]);
});

test.each<[string, Handle]>([
  ["fails", () => Promise.reject(new Error("broken"))],
  ["takes too long", () => new Promise(() => undefined)],
])("a message whose integration %s is answered with an internal error", async (_what, handle) => {
  await start((event) => (event.requestContext.eventType === "MESSAGE" ? handle(event) : ok()), {
    integrationTimeoutMs: 50,
  });
  const socket = await open();
  socket.send("hello");
  const text = await nextText(socket);
  const requestId = ofType("MESSAGE")[0]?.requestContext.requestId;
  expect(text).toBe(
    `{"message": "Internal server error", "connectionId":"${idOf()}", "requestId":"${requestId}"}`,
  );
});
