import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { keepConnected } from "./keep-connected.ts";
import { connectTo, serveScript } from "./serve-script.ts";

const pong = { type: "pong" };
const failed = { type: "chat.error", error: { code: "internal", message: "no", request_id: "r" } };

test("It says who it is, and hears the frames that it knows", async () => {
  const server = await serveScript({
    hear: (_, answer) => answer(pong, { type: "of.tomorrow", turn_id: 1 }, failed),
  });
  const connection = keepConnected({
    address: new URL(`${server.url}?tenant_id=acme`),
    headers: { authorization: "Bearer t" },
    tries: { first: 1, later: 1 },
  });
  onTestFinished(connection.close);
  await once(connection.events, "open");
  connection.send({ type: "chat.send", text: "hi" });
  expect(await once(connection.events, "frame")).toMatchObject([{ type: "chat.error" }]);
  expect(server.handshakes[0]?.headers.authorization).toBe("Bearer t");
  expect(server.handshakes[0]?.url.searchParams.get("tenant_id")).toBe("acme");
});

test("A connection that is lost comes back by itself, also to a server that was away", async () => {
  const server = await serveScript();
  const connection = connectTo(server);
  await once(connection.events, "open");
  server.drop();
  await once(connection.events, "lost");
  expect(connection.isOpen()).toBe(false);
  await once(connection.events, "open");

  await server.close();
  await once(connection.events, "lost");
  await once(connection.events, "lost");
  await serveScript({}, server.port);
  await once(connection.events, "open");
  expect(connection.isOpen()).toBe(true);
});

test("A connection that says nothing can be replaced", async () => {
  const server = await serveScript();
  const connection = connectTo(server);
  await once(connection.events, "open");
  connection.renew();
  await once(connection.events, "open");
  expect(server.handshakes).toHaveLength(2);
});

test("Where nothing answers it gives up after its tries, and says how to start a server", async () => {
  const server = await serveScript();
  await server.close();
  const connection = connectTo(server, { first: 3, later: 100 });
  let losses = 0;
  connection.events.on("lost", () => {
    losses += 1;
  });
  const [reason] = await once(connection.events, "ended");
  expect(String(reason)).toMatch(/Nothing answers at ws:\/\/127.0.0.1:\d+\/ws\/chat\n.*npm run dev/);
  expect(losses).toBe(3);
});

test("A server that opens only to close again is not dialled without end", async () => {
  const server = await serveScript();
  const connection = connectTo(server, { first: 1, later: 3 });
  connection.events.on("open", server.drop);
  await once(connection.events, "ended");
  expect(server.handshakes).toHaveLength(3);
});

test.each([
  { status: 401, remedy: "--token" },
  { status: 403, remedy: "--tenant" },
  { status: 404, remedy: "--url" },
])("A handshake refused with $status is not tried again", async ({ status, remedy }) => {
  const server = await serveScript({ refuse: () => status });
  const connection = connectTo(server, { first: 5, later: 5 });
  const [reason] = await once(connection.events, "ended");
  expect(String(reason)).toContain(remedy);
  expect(server.handshakes).toHaveLength(1);
});

test("A server that is too busy for a handshake is tried again", async () => {
  const server = await serveScript({ refuse: () => (server.handshakes.length < 3 ? 503 : undefined) });
  await once(connectTo(server, { first: 5, later: 5 }).events, "open");
  expect(server.handshakes).toHaveLength(3);
});
