import { setTimeout } from "node:timers/promises";
import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { apiGatewayFrameSender } from "#shared/adapters/connections/api-gateway-frame-sender.ts";
import { dynamodbConnections } from "#shared/adapters/connections/dynamodb-connections.ts";
import { dynamodbLiveConnections } from "#shared/adapters/connections/dynamodb-live-connections.ts";
import { newApiKey } from "#shared/wire/http/api-keys.ts";
import { ticketResponse } from "#shared/wire/http/tickets.ts";
import { frameRows } from "#test/access/matrix.ts";
import { call, refusal, shaped } from "./call.ts";
import { nextOf, restOf } from "./chat-frames.ts";
import { type Cast, type Headers, makeCast } from "./matrix/cast.ts";
import { refusalsOf } from "./matrix/refusals.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { type Frame, openSocket, refusedHandshake, type SocketClient } from "./socket-client.ts";

const operatorKey = "an-operator-key-of-a-test";
const cloud = await startOwnCloud({ settings: { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: operatorKey } });
const { url, wsUrl, environment, postgres, redis, aws } = cloud;
const awsOptions = {
  endpoint: environment.AWS_ENDPOINT_URL!,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
};
const dynamodb = new DynamoDBClient(awsOptions);

let cast: Cast;
beforeAll(async () => {
  cast = await makeCast({ url, environment, operatorKey });
});

const opened: SocketClient[] = [];
async function connect(query: string, headers: Headers = {}): Promise<SocketClient> {
  const client = await openSocket(`${wsUrl}${query}`, headers);
  opened.push(client);
  return client;
}
afterEach(async () => {
  for (const client of opened.splice(0)) if (client.isOpen()) await client.close();
});

const askTicket = (headers: Headers) => call(`${url}/v1/auth/ws-ticket`, { method: "POST", headers });
async function ticketFor(headers: Headers): Promise<string> {
  const answer = await askTicket(headers);
  expect(answer.status, answer.text).toBe(200);
  const { ticket, expires_in } = shaped(ticketResponse, answer.json());
  expect(expires_in).toBe(60);
  return ticket;
}
async function ping(client: SocketClient): Promise<void> {
  client.send({ type: "ping" });
  expect(await client.next()).toEqual({ type: "pong" });
}
async function itemsOf(table: string): Promise<string> {
  const { Items } = await dynamodb.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
  return JSON.stringify(Items);
}

const asked = () => [
  postgres.requestCount(),
  redis.commandCount(),
  aws.requestCount("DynamoDB.GetItem"),
  aws.requestCount("DynamoDB.Query"),
];

/** A socket that has opened asks a second later for what it missed. */
async function untilCaughtUp(): Promise<void> {
  for (let before: number[] = []; String(before) !== String(asked()); ) {
    before = asked();
    await setTimeout(2_500);
  }
}

describe("a ticket", () => {
  test("opens a socket for a person", async () => {
    await ping(await connect(`?ticket=${await ticketFor(cast.anna)}`));
  });

  test("opens a socket for the user that a key acts for", async () => {
    await ping(await connect(`?ticket=${await ticketFor({ ...cast.keyWith.chat, "x-user-id": "carl" })}`));
    expect(await itemsOf(environment.AIMI_CONNECTIONS_TABLE!)).toContain(`${cast.home}/carl`);
  });

  test("opens one, whoever comes with it at the same time", async () => {
    const ticket = await ticketFor(cast.anna);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => connect(`?ticket=${ticket}`)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await refusedHandshake(`${wsUrl}?ticket=${ticket}`)).toBe(403);
  });

  test("is for the one it was given to, and for no page of another origin", async () => {
    for (const [query, headers] of [
      ["&user_id=ben", {}],
      ["&tenant_id=default", {}],
      ["", { "x-user-id": "ben" }],
      ["", { origin: "https://evil.example" }],
    ] as const) {
      const ticket = await ticketFor(cast.anna);
      expect(await refusedHandshake(`${wsUrl}?ticket=${ticket}${query}`, headers)).toBe(403);
    }
  });

  test("is stored where nobody can read it, and gone once used", async () => {
    const ticket = await ticketFor(cast.anna);
    const kept = await itemsOf(environment.AIMI_TICKETS_TABLE!);
    expect(kept).not.toContain(ticket);
    await connect(`?ticket=${ticket}`);
    expect((await itemsOf(environment.AIMI_TICKETS_TABLE!)).length).toBeLessThan(kept.length);
  });

  test("asks Redis and Postgres once each, so that both are awake", async () => {
    await ticketFor(cast.anna);
    await untilCaughtUp();
    const before = asked();
    await ticketFor(cast.anna);
    expect(asked().map((count, at) => count - before[at]!)).toEqual([1, 1, 0, 0]);
  });

  test("is not given out without end: the person is limited, and no other with it", async () => {
    const statuses = [];
    for (let time = 0; time < 31; time++) statuses.push((await askTicket(cast.annaAbroad)).status);
    expect(statuses).toContain(200);
    const refused = await askTicket(cast.annaAbroad);
    expect([refused.status, refusal(refused).code]).toEqual([429, "rate_limited"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await askTicket(cast.ben)).status).toBe(200);
  });
});

describe.each(Object.entries(frameRows))("a socket for the frame %s", (type, row) => {
  test.each(refusalsOf(row).map((given) => [given.what, given] as const))(
    "is not opened for %s",
    async (_what, { headers, query }) => {
      const asked = new URLSearchParams(query?.(cast)).toString();
      expect(await refusedHandshake(`${wsUrl}?${asked}`, headers(cast))).toBe(403);
    },
  );

  test.each([
    ["a person", () => cast.anna],
    ["a key that acts for one", () => ({ ...cast.keyWith.chat, "x-user-id": "anna" })],
    ["the operator, for one", () => ({ ...cast.asOperator, "x-user-id": "anna" })],
  ])(`is opened for %s, and ${type} is answered`, async (_who, headers) => {
    const client = await connect("", headers());
    client.send({ type });
    expect(await client.next()).not.toMatchObject({ error: { code: "unauthenticated" } });
  });
});

test("a frame needs no look-up of whose it is", async () => {
  const client = await connect("", cast.anna);
  await ping(client);
  await untilCaughtUp();
  const before = asked();
  for (let time = 0; time < 5; time++) await ping(client);
  expect(asked()).toEqual(before);
});

test("a socket ends with a word of why at the first frame after its token has expired", async () => {
  const client = await connect("", await cast.personFor("erin", 3_000));
  await ping(client);
  await setTimeout(3_000);
  client.send({ type: "ping", id: "late" });
  expect(await client.next()).toMatchObject({
    type: "chat.error",
    id: "late",
    error: { code: "unauthenticated", message: expect.stringContaining("expired") },
  });
  expect(await client.closed).toBe(1000);
  expect(await itemsOf(environment.AIMI_CONNECTIONS_TABLE!)).not.toContain("erin");
});

test("a silent socket hears no more of a turn, nor of those that come, once its token has expired", async () => {
  const other = await connect("", { ...cast.keyWith.chat, "x-user-id": "hal" });
  const say = (id: string, text: string) => ({ type: "chat.send", id, conversation_id: "c1", text });
  other.send(say("m1", "Hello"));
  await restOf(other, (await nextOf(other, "chat.accepted")).turn_id);

  const silent = await connect("", await cast.personFor("hal", 6_000));
  silent.send(say("m2", "Tell me a story of 400 words"));
  const { turn_id } = await nextOf(other, "chat.accepted");
  const story = await restOf(other, turn_id);
  other.send(say("m3", "Hello again"));
  await restOf(other, (await nextOf(other, "chat.accepted")).turn_id);

  silent.send({ type: "ping", id: "late" });
  expect(await nextOf(silent, "chat.accepted")).toMatchObject({ id: "m2", turn_id });
  const heard: Frame[] = [];
  for (let frame = await silent.next(); frame.type !== "chat.error"; frame = await silent.next()) {
    heard.push(frame);
  }
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.length).toBeLessThan(story.length);
  expect(heard).toEqual(story.slice(0, heard.length));
  expect(await silent.closed).toBe(1000);
});

test("sockets that a key opened, itself or with a ticket, end with it and hear why; those of others go on", async () => {
  const operator = { "x-api-key": operatorKey };
  const made = await call(`${url}/v1/admin/api-keys`, {
    body: { tenant_id: cast.home, name: "to be revoked", scopes: ["chat"] },
    headers: operator,
  });
  const { id, key } = shaped(newApiKey, made.json());
  const headers = (user: string) => ({ "x-api-key": key, "x-user-id": user });
  const ended = [
    await connect("", headers("ida")),
    await connect(`?ticket=${await ticketFor(headers("jon"))}`),
  ];
  const other = await connect("", { ...cast.keyWith.chat, "x-user-id": "ida" });
  const revoked = await call(`${url}/v1/admin/api-keys/${id}`, { method: "DELETE", headers: operator });
  expect(revoked.status).toBe(204);
  for (const client of ended) {
    expect(await client.next()).toMatchObject({ type: "chat.error", error: { code: "unauthenticated" } });
    expect(await client.closed).toBe(1000);
  }
  await ping(other);
});

test("sockets of one person are ended from outside, and hear why; those of others go on", async () => {
  const headers = (user: string) => ({ ...cast.keyWith.chat, "x-user-id": user });
  const [first, second, other] = [
    await connect("", headers("fred")),
    await connect("", headers("fred")),
    await connect("", headers("gina")),
  ];
  const table = environment.AIMI_CONNECTIONS_TABLE!;
  const management = new ApiGatewayManagementApiClient({
    ...awsOptions,
    endpoint: environment.AIMI_CONNECTIONS_URL!,
  });
  const live = dynamodbLiveConnections({
    client: dynamodb,
    table,
    connections: dynamodbConnections(dynamodb, table),
    frames: apiGatewayFrameSender(management),
  });
  expect(await live.end({ tenantId: cast.home, userId: "fred" }, "forbidden")).toBe(2);
  for (const client of [first, second]) {
    expect(await client.next()).toMatchObject({ type: "chat.error", error: { code: "forbidden" } });
    expect(await client.closed).toBe(1000);
  }
  await vi.waitFor(
    async () => expect(await itemsOf(environment.AIMI_CONNECTIONS_TABLE!)).not.toContain("fred"),
    { timeout: 60_000 },
  );
  await ping(other);
});
