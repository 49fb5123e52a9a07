import { describe, expect, test } from "vitest";
import { deriveConversationId, deriveOwnerId, deriveTurnId } from "#shared/domain/access/derive-ids.ts";
import { startFakeChat } from "#test/fakes/start-fake-chat.ts";
import { delta, done, failure } from "#test/fakes/start-fake-socket.ts";

const key = "an-operator-key-of-ours";
const strict = { AIMI_AUTH_MODE: "strict", AIMI_API_KEYS: key };
const anna = { "x-api-key": key, "x-user-id": "anna" };
const ownerId = deriveOwnerId("default", "anna");

const reply = [delta(1, "Hello"), delta(2, ' "Alice"'), done(3, 'Hello "Alice"')];

describe("POST /chat", () => {
  test("streams chunks, and says last that it is done and in which conversation", async () => {
    const { say } = startFakeChat(reply);
    const sent = { "x-user-id": "anna", origin: "http://localhost:3000" };
    const { status, headers, text } = await say({ message: "Hello", conversation_id: "c1" }, sent);
    expect(status).toBe(200);
    expect(headers.get("access-control-allow-origin")).toBe(sent.origin);
    expect(headers.get("content-type")).toBe("text/event-stream");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-accel-buffering")).toBe("no");
    expect(text).toBe(
      'data: {"chunk": "Hello"}\n\n' +
        'data: {"chunk": " \\"Alice\\""}\n\n' +
        'data: {"chunk": "", "done": true, "conversation_id": "c1"}\n\n',
    );
  });

  test("without a conversation starts a new one each time, null or left out", async () => {
    const { say } = startFakeChat(reply);
    const idOf = (text: string) => /"conversation_id": "([A-Za-z0-9._:@-]{1,128})"/.exec(text)?.[1];
    const [one, other] = [await say({ message: "Hi", conversation_id: null }), await say({ message: "Hi" })];
    expect(idOf(one.text)).toBeDefined();
    expect(idOf(other.text)).toBeDefined();
    expect(idOf(one.text)).not.toBe(idOf(other.text));
  });

  test("says in its last line why a reply broke off", async () => {
    const { say } = startFakeChat([delta(1, "Hel"), failure(2)]);
    const { text } = await say({ message: "Hi", conversation_id: "c1" });
    expect(text).toBe(
      'data: {"chunk": "Hel"}\n\n' +
        'data: {"chunk": "", "done": true, "conversation_id": "c1", "error": ' +
        '{"code": "upstream_unavailable", "message": "the model does not answer", "request_id": "r"}}\n\n',
    );
  });

  test("shows a reply of which only the end is left", async () => {
    const { say } = startFakeChat([done(1, "Hello")]);
    const { text } = await say({ message: "Hi", conversation_id: "c1" });
    expect(text).toMatch(/^data: \{"chunk": "Hello"\}\n\ndata: \{"chunk": "", "done": true/);
  });

  test("under one Idempotency-Key says a message once", async () => {
    const { ports, say } = startFakeChat(reply);
    const headers = { "x-user-id": "anna", "idempotency-key": "k1" };
    const first = await say({ message: "Hi" }, headers);
    expect((await say({ message: "Hi" }, headers)).text).toBe(first.text);
    expect(ports.turnQueue.sent).toHaveLength(1);
  });

  test("of two callers says a message under the same key twice", async () => {
    const another = "another-key-of-an-operator";
    const { ports, say } = startFakeChat(reply, { ...strict, AIMI_API_KEYS: `${key},${another}` });
    const headers = { ...anna, "idempotency-key": "k1" };
    await say({ message: "Hi" }, headers);
    expect((await say({ message: "Bye" }, { ...headers, "x-api-key": another })).status).toBe(200);
    expect(ports.turnQueue.sent.map(({ text }) => text)).toEqual(["Hi", "Bye"]);
  });

  test("tells the person's sockets that hear the conversation", async () => {
    const { ports, say } = startFakeChat(reply);
    const conversationId = deriveConversationId(ownerId, "c1");
    await ports.turnStream.watch({ conversationId, connectionId: "tablet", listensUntil: null });
    await say({ message: "Hi", conversation_id: "c1" });
    expect(ports.frames.sent).toMatchObject([
      { connectionId: "tablet", frame: { type: "chat.accepted", conversation_id: "c1", text: "Hi" } },
    ]);
  });
});

describe("POST /v1/chat", () => {
  const eventsOf = (text: string) =>
    text
      .split("\n\n")
      .filter((block) => block !== "" && !block.startsWith(":"))
      .map((block) => Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s).slice(0, 2))))
      .map(({ event, data, id }) => ({ event, id, data: JSON.parse(data!) }));
  const send = (body: object, headers: object = {}) =>
    [body, { "x-user-id": "anna", ...headers }, "/v1/chat"] as const;

  test("streams the frames of the turn, chat.accepted first and without an id", async () => {
    const { say } = startFakeChat(reply);
    const { status, text } = await say(...send({ id: "m1", message: "Hi", conversation_id: "c1" }));
    expect(status).toBe(200);
    const turn_id = deriveTurnId(ownerId, "m1");
    expect(eventsOf(text)).toMatchObject([
      {
        event: "chat.accepted",
        id: undefined,
        data: { type: "chat.accepted", id: "m1", turn_id, conversation_id: "c1" },
      },
      { event: "chat.delta", id: "1", data: { type: "chat.delta", turn_id, seq: 1, text: "Hello" } },
      { event: "chat.delta", id: "2" },
      { event: "chat.done", id: "3", data: { type: "chat.done", text: 'Hello "Alice"' } },
    ]);
  });

  test("makes an id where none is given", async () => {
    const { say } = startFakeChat(reply);
    const [accepted] = eventsOf((await say(...send({ message: "Hi" }))).text);
    expect(accepted?.data.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("tells a turn again under its id, behind what the client has", async () => {
    const { ports, say } = startFakeChat(reply);
    const body = { id: "m1", message: "Hi" };
    const first = await say(...send(body));
    expect((await say(...send(body))).text).toBe(first.text);
    const rest = await say(...send(body, { "last-event-id": "2" }));
    expect(eventsOf(rest.text).map(({ id }) => id)).toEqual([undefined, "3"]);
    expect(ports.turnQueue.sent).toHaveLength(1);
  });

  test("runs a failed turn again, from its first frame", async () => {
    const frames = [delta(1, "Hel"), failure(2)];
    const { say } = startFakeChat(frames);
    const body = { id: "m1", message: "Hi" };
    await say(...send(body));
    frames.splice(0, 2, ...(reply as typeof frames));
    const { text } = await say(...send(body, { "last-event-id": "2" }));
    expect(eventsOf(text).map(({ id }) => id)).toEqual([undefined, "1", "2", "3"]);
  });

  test("by turn gives the frames, or those behind what the client has", async () => {
    const { say, call } = startFakeChat(reply);
    await say(...send({ id: "m1", message: "Hi" }));
    const get = async (headers: object) =>
      await call("GET", `/v1/chat/${deriveTurnId(ownerId, "m1")}`, { headers });
    const whole = await get({ "x-user-id": "anna" });
    expect(eventsOf(whole.text).map(({ id }) => id)).toEqual(["1", "2", "3"]);
    const rest = await get({ "x-user-id": "anna", "last-event-id": "1" });
    expect(eventsOf(rest.text).map(({ id }) => id)).toEqual(["2", "3"]);
    const others = await get({ "x-user-id": "ben" });
    expect([others.status, others.json.error.code]).toEqual([404, "not_found"]);
  });

  test.each([
    ["has ended", reply],
    ["runs", reply.slice(0, 1)],
  ])("behind more than a turn has said that %s is not found: its end would never come", async (_, frames) => {
    const { say, call, ports } = startFakeChat(frames);
    const sent = say(...send({ id: "m1", message: "Hi" }));
    const turnId = deriveTurnId(ownerId, "m1");
    await expect
      .poll(async () => (await ports.turnStream.read({ ownerId, turnId, after: 0 }))?.frames.length)
      .toBe(frames.length);
    const headers = { "x-user-id": "anna", "last-event-id": String(frames.length + 1) };
    const { status, json } = await call("GET", `/v1/chat/${turnId}`, { headers });
    expect([status, json.error.code]).toEqual([404, "not_found"]);
    const [letter] = ports.turnQueue.sent;
    const closes = { status: "done" as const, said: [] };
    const end = { turn: letter!, fence: 1, frames: [done(2, "Hello")] };
    await ports.turnStream.flush({ ...end, served: [], gone: [], closes });
    await sent;
  });

  test("of a turn that nobody knows is not found", async () => {
    const { call } = startFakeChat(reply);
    const answer = await call("GET", "/v1/chat/019a0000-0000-7000-8000-000000000000");
    expect([answer.status, answer.json.error.code]).toEqual([404, "not_found"]);
  });
});

describe("an error before the stream begins is one of HTTP", () => {
  test.each(["/chat", "/v1/chat"])("idempotency_mismatch, of %s", async (path) => {
    const frames = [delta(1, "Hel"), failure(2)];
    const { ports, say } = startFakeChat(frames);
    const sayUnder = async (key: string, message: string) =>
      await say({ message }, { "x-user-id": "anna", "idempotency-key": key }, path);
    const mismatch = async (key: string) => {
      const { status, json } = await sayUnder(key, "Bye");
      return expect([status, json.error.code]).toEqual([422, "idempotency_mismatch"]);
    };
    await sayUnder("fails", "Hi");
    await mismatch("fails");
    frames.splice(0, 2, ...(reply as typeof frames));
    await mismatch("fails");
    const { text } = await sayUnder("fails", "Hi");
    expect(text).toMatch(/Hello/);
    await mismatch("fails");
    expect(ports.turnQueue.sent.map(({ text }) => text)).toEqual(["Hi", "Hi"]);
  });

  test.each(["/chat", "/v1/chat"])("rate_limited, of %s", async (path) => {
    const { ports, say } = startFakeChat(reply, { ...strict, AIMI_RATE_LIMIT_PER_MINUTE: "1" });
    const first = await say({ message: "Hi" }, anna, path);
    expect([first.status, first.headers.get("ratelimit-remaining")]).toEqual([200, "0"]);
    const second = await say({ message: "Hi" }, anna, path);
    expect([second.status, second.json.error.code]).toEqual([429, "rate_limited"]);
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(second.headers.get("ratelimit-limit")).toBe("1");
    expect(ports.turnQueue.sent).toHaveLength(1);
    expect((await say({ message: "Hi" }, { ...anna, "x-user-id": "ben" }, path)).status).toBe(200);
  });

  test.each([
    ["30 a minute", strict, anna, "30"],
    ["as many as is set", { ...strict, AIMI_RATE_LIMIT_PER_MINUTE: "7" }, anna, "7"],
    ["any number where that is 0", { ...strict, AIMI_RATE_LIMIT_PER_MINUTE: "0" }, anna, null],
    ["any number in dev mode", {}, { "x-user-id": "anna" }, null],
    ["as many as is set in dev mode", { AIMI_RATE_LIMIT_PER_MINUTE: "7" }, { "x-user-id": "anna" }, "7"],
  ])("a person may say %s", async (_what, environment: Record<string, string>, headers, limit) => {
    const { say } = startFakeChat(reply, environment);
    expect((await say({ message: "Hi" }, headers)).headers.get("ratelimit-limit")).toBe(limit);
  });

  test("upstream_unavailable, where Redis or the queue does not answer", async () => {
    const { ports, say } = startFakeChat(reply);
    ports.turnStream.failing = true;
    const answer = await say({ message: "Hi" });
    expect([answer.status, answer.json.error.code]).toEqual([503, "upstream_unavailable"]);
    ports.turnStream.failing = false;
    ports.turnQueue.failing = true;
    expect((await say({ message: "Hi" })).status).toBe(503);
  });

  test("forbidden, of somebody who is shut out; unauthenticated, without credentials", async () => {
    const { ports, say } = startFakeChat(reply, strict);
    await ports.revocations.shutOut("default", "anna");
    expect((await say({ message: "Hi" }, anna)).status).toBe(403);
    expect((await say({ message: "Hi" }, {})).status).toBe(401);
    expect(ports.turnQueue.sent).toEqual([]);
  });

  test("validation_failed, of a key that names no person, after the front door has spoken", async () => {
    const { ports, say } = startFakeChat(reply, { ...strict, AIMI_KEY_RATE_LIMIT_PER_MINUTE: "1" });
    const nobody = { "x-api-key": key };
    expect((await say({ message: "Hi" }, nobody)).status).toBe(400);
    expect((await say({ message: "Hi" }, nobody)).status).toBe(429);
    expect(ports.turnQueue.sent).toEqual([]);
  });

  test.each([
    [{ message: "" }, "message"],
    [{ message: "x".repeat(32_001) }, "message"],
    [{ message: "a\u0000" }, "message"],
    [{ message: "Hi", conversation_id: "a b" }, "conversation_id"],
    [{}, "message"],
  ])("validation_failed, of what is not well shaped", async (body, path) => {
    const { say } = startFakeChat(reply);
    const { status, json } = await say(body);
    expect([status, json.error.details[0].path]).toEqual([400, path]);
  });
});

test("under one Idempotency-Key a message keeps its id, and another one is a mismatch whatever its id", async () => {
  const { ports, say } = startFakeChat(reply);
  const headers = { "x-user-id": "anna", "idempotency-key": "k1" };
  const body = { id: "m1", message: "Hi", conversation_id: "c1" };
  for (let time = 0; time < 2; time++) expect((await say(body, headers, "/v1/chat")).status).toBe(200);
  for (const other of [{ id: "m2" }, { message: "Bye" }]) {
    const { status, json } = await say({ ...body, ...other }, headers, "/v1/chat");
    expect([status, json.error.code]).toEqual([422, "idempotency_mismatch"]);
  }
  expect(ports.turnQueue.sent.map(({ clientMessageId }) => clientMessageId)).toEqual(["m1"]);
});

test("the front door is asked in the call that accepts, and in no other", async () => {
  const { ports, say } = startFakeChat(reply, strict);
  await say({ message: "Hi" }, anna);
  expect(ports.gate.knocks).toHaveLength(1);
  expect(ports.gate.knocks[0]).toMatchObject({ persons: [{ userId: "anna" }], marksOutbox: true });
});

test("sent again before a runner has begun it, a message is told to the person's sockets: the first door may have died", async () => {
  const { ports, say } = startFakeChat(reply);
  await ports.turnStream.watch({
    ...{ conversationId: deriveConversationId(ownerId, "c1"), connectionId: "s1", listensUntil: null },
  });
  ports.turnQueue.failing = true;
  for (let time = 1; time <= 2; time++) {
    await say({ id: "m1", message: "Hi", conversation_id: "c1" });
    const accepted = ports.frames.sent.filter(({ connectionId }) => connectionId === "s1");
    expect(accepted.map(({ frame }) => frame)).toEqual(
      Array.from({ length: time }, () => expect.objectContaining({ type: "chat.accepted", text: "Hi" })),
    );
  }
});

test("whoever hangs up leaves the turn running and listens no more", async () => {
  const { ports } = startFakeChat([delta(1, "Hel")]);
  const { createApp } = await import("../app.ts");
  const { buildSettings } = await import("#test/builders/build-settings.ts");
  let closed = 0;
  const { listen } = ports.turnBroadcast;
  const turnBroadcast = {
    listen: async (...given: Parameters<typeof listen>) => {
      const subscription = await listen(...given);
      return {
        close: async () => {
          closed += 1;
          await subscription.close();
        },
      };
    },
  };
  const app = createApp({ settings: buildSettings(), ports: { ...ports, turnBroadcast } });
  const headers = { "content-type": "application/json", "x-user-id": "anna" };
  const body = JSON.stringify({ id: "m1", message: "Hi" });
  const response = await app.request("/v1/chat", { method: "POST", headers, body });
  await response.body!.cancel();
  expect(closed).toBe(1);
  const turn = await ports.turnStream.read({ ownerId, turnId: deriveTurnId(ownerId, "m1"), after: 0 });
  expect(turn).toMatchObject({ closed: false });
});

test("an invocation without time left ends its stream with a comment", async () => {
  const { ports } = startFakeChat([delta(1, "Hel")]);
  const { createApp } = await import("../app.ts");
  const { buildSettings } = await import("#test/builders/build-settings.ts");
  const app = createApp({ settings: buildSettings(), ports });
  const headers = { "content-type": "application/json", "x-user-id": "anna" };
  const init = { method: "POST", headers, body: JSON.stringify({ message: "Hi" }) };
  const bindings = { context: { getRemainingTimeInMillis: () => 2_100 } };
  const text = await (await app.request("/v1/chat", init, bindings)).text();
  expect(text).toMatch(/^event: chat\.accepted\n/);
  expect(text).toMatch(/\n\n: [^\n]+\n\n$/);
  expect(text).toContain("event: chat.delta");
});
