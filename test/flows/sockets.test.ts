import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, inject, test, vi } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { signIn } from "./sign-in-client.ts";
import { openSocket, refusedHandshake, type SocketClient } from "./socket-client.ts";

const { url, wsUrl, environment } = inject("cloud");
const dynamodb = new DynamoDBClient({
  endpoint: environment.AWS_ENDPOINT_URL!,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
const opened: SocketClient[] = [];

async function connect(query = "", headers: Readonly<Record<string, string>> = {}): Promise<SocketClient> {
  const client = await openSocket(`${wsUrl}${query}`, headers);
  opened.push(client);
  return client;
}
afterEach(async () => {
  for (const client of opened.splice(0)) if (client.isOpen()) await client.close();
});

async function connectionsOf(tenant: string) {
  const { Items = [] } = await dynamodb.send(
    new ScanCommand({
      TableName: environment.AIMI_CONNECTIONS_TABLE!,
      FilterExpression: "tenant_id = :tenant",
      ExpressionAttributeValues: { ":tenant": { S: tenant } },
    }),
  );
  return Items;
}

describe("a frame", () => {
  test("that says ping is answered with pong", async () => {
    const client = await connect();
    client.send({ type: "ping" });
    expect(await client.next()).toEqual({ type: "pong" });
  });

  test.each([
    ["that is no JSON", "hello"],
    ["that is half of JSON", '{"type": "ping"'],
    ["that is a number", "7"],
    ["that is null", "null"],
    ["that is a list", '[{"type": "ping"}]'],
    ["without a type", "{}"],
    ["of a type that is no text", '{"type": 7}'],
    ["of an unknown type", '{"type": "chat.dance"}'],
    ["with NUL", '"\\u0000"'],
  ])("%s gets chat.error and the connection stays open", async (_what, text) => {
    const client = await connect();
    client.send(text);
    const frame = await client.next();
    expect(frame).toMatchObject({ type: "chat.error", error: { code: "validation_failed" } });
    client.send({ type: "ping" });
    expect(await client.next()).toEqual({ type: "pong" });
    expect(client.isOpen()).toBe(true);
  });

  test("that is bad has its own id in the error, so that the client finds it again", async () => {
    const client = await connect();
    client.send({ type: "chat.dance", id: "message-7" });
    expect(await client.next()).toMatchObject({
      type: "chat.error",
      id: "message-7",
      error: {
        code: "validation_failed",
        message: expect.stringContaining("type"),
        request_id: expect.any(String),
      },
    });
  });

  test("whose id is no text has none in its error", async () => {
    const client = await connect();
    for (const id of [7, null, { a: 1 }, "x".repeat(129)]) {
      client.send({ type: "chat.dance", id });
      expect(await client.next()).not.toHaveProperty("id");
    }
  });

  test("of just 32 KB is read", async () => {
    const client = await connect();
    client.send(JSON.stringify({ type: "ping" }).padEnd(32 * 1024));
    expect(await client.next()).toEqual({ type: "pong" });
  });

  test("over 32 KB closes the connection", async () => {
    const client = await connect();
    client.send(JSON.stringify({ type: "ping" }).padEnd(33 * 1024));
    expect(await client.closed).toBe(1009);
  });

  test("of bytes closes the connection", async () => {
    const client = await connect();
    client.socket.send(Buffer.from('{"type": "ping"}'));
    expect(await client.closed).toBe(1003);
  });
});

test("a hundred quick pings get a hundred pongs", async () => {
  const client = await connect();
  for (let n = 0; n < 100; n++) client.send({ type: "ping" });
  for (let n = 0; n < 100; n++) expect(await client.next()).toEqual({ type: "pong" });
});

test("each of several connections hears its own answers", async () => {
  const clients = await Promise.all(Array.from({ length: 5 }, () => connect()));
  clients.forEach((client, n) => {
    client.send({ type: "chat.dance", id: `mine-${n}` });
  });
  const ids = await Promise.all(clients.map(async (client) => (await client.next()) as { id?: string }));
  expect(ids.map(({ id }) => id)).toEqual(clients.map((_, n) => `mine-${n}`));
});

describe("a person who signs out", () => {
  const start = async () => {
    const tenant_id = uniqueTenant();
    const device = async () => {
      const signedIn = await signIn(url, { tenant_id, user_id: "ann" });
      const answer = await signedIn.as("/v1/auth/ws-ticket", { method: "POST" });
      const { ticket } = answer.json() as { ticket: string };
      return { ...signedIn, socket: await connect(`?ticket=${ticket}`) };
    };
    return [await device(), await device()] as const;
  };
  const hearsWhy = async ({ next, closed }: SocketClient) => {
    expect(await next()).toMatchObject({ type: "chat.error", error: { code: "unauthenticated" } });
    expect(await closed).toBe(1000);
  };

  test("is told on every socket of that device, and on no other", async () => {
    const [phone, tablet] = await start();
    expect((await phone.as("/v1/auth/logout", { method: "POST" })).status).toBe(204);
    await hearsWhy(phone.socket);
    tablet.socket.send({ type: "ping" });
    expect(await tablet.socket.next()).toEqual({ type: "pong" });
  });

  test("of another device is told there", async () => {
    const [phone, tablet] = await start();
    const { items } = (await tablet.as("/v1/auth/devices")).json() as {
      items: { id: string; current: boolean }[];
    };
    const other = items.find(({ current }) => !current)!;
    expect((await tablet.as(`/v1/auth/devices/${other.id}`, { method: "DELETE" })).status).toBe(204);
    await hearsWhy(phone.socket);
    expect(tablet.socket.isOpen()).toBe(true);
  });

  test("everywhere is told everywhere", async () => {
    const [phone, tablet] = await start();
    expect((await phone.as("/v1/auth/logout", { body: { everywhere: true } })).status).toBe(204);
    await Promise.all([hearsWhy(phone.socket), hearsWhy(tablet.socket)]);
  });
});

describe("a connection", () => {
  test("is kept with its tenant and user while it is open, and forgotten after", async () => {
    const tenant = uniqueTenant();
    const before = Date.now();
    const client = await connect(`?tenant_id=${tenant}&user_id=ann`);
    const [item, ...others] = await connectionsOf(tenant);
    expect(others).toEqual([]);
    expect(item).toMatchObject({ tenant_id: { S: tenant }, user_id: { S: "ann" } });
    const connectedAt = Number(item?.connected_at?.N);
    expect(connectedAt).toBeGreaterThanOrEqual(before - 1_000);
    expect(connectedAt).toBeLessThanOrEqual(Date.now());
    expect(Number(item?.expires_at?.N)).toBe(Math.ceil(connectedAt / 1000) + 7_200);

    await client.close();
    await vi.waitFor(async () => expect(await connectionsOf(tenant)).toEqual([]), { timeout: 60_000 });
  });

  test("that names no user belongs to dev-user", async () => {
    const tenant = uniqueTenant();
    await connect(`?tenant_id=${tenant}`);
    expect(await connectionsOf(tenant)).toMatchObject([{ user_id: { S: "dev-user" } }]);
  });

  test("may name its user by header", async () => {
    const tenant = uniqueTenant();
    await connect(`?tenant_id=${tenant}`, { "X-User-Id": "bob" });
    expect(await connectionsOf(tenant)).toMatchObject([{ user_id: { S: "bob" } }]);
  });

  test.each([
    ["a bad tenant id", "?tenant_id=a%20b", {}],
    ["a bad user id", "?user_id=%00", {}],
    ["a bad user id in a header", "", { "x-user-id": "a/b" }],
    ["two users", "?user_id=ann", { "x-user-id": "bob" }],
    ["an unknown key", "", { "x-api-key": "aimi_local_unknown_key" }],
    ["a bearer token that nobody gave", "", { authorization: "Bearer x" }],
    ["a ticket that nobody gave", `?ticket=aimi_wt_${"a".repeat(43)}`, {}],
    ["the origin of another page", "", { origin: "https://evil.example" }],
  ])("with %s is refused, and told no more", async (_what, query, headers) => {
    expect(await refusedHandshake(`${wsUrl}${query}`, headers as Record<string, string>)).toBe(403);
  });

  test("of a page whose origin is named is let in", async () => {
    const client = await connect("", { origin: "http://localhost:3000" });
    client.send({ type: "ping" });
    expect(await client.next()).toEqual({ type: "pong" });
  });
});
