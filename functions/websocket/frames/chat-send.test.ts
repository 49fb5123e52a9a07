import { describe, expect, test } from "vitest";
import { serverFrame } from "#shared/wire/frames/server-frame.ts";
import { delta, done, failure, startFakeSocket, turnIdOf } from "#test/fakes/start-fake-socket.ts";

const hello = { type: "chat.send", id: "m1", conversation_id: "c1", text: "hello" };
const accepted = { type: "chat.accepted", id: "m1", turn_id: turnIdOf("m1"), conversation_id: "c1" };

describe("a message", () => {
  test("is accepted at its socket, and then on its way to a runner", async () => {
    const { ports, send, heardBy } = await startFakeSocket();
    await send(hello);
    expect(heardBy("phone")).toEqual([accepted]);
    expect(ports.turnQueue.sent).toMatchObject([
      { turnId: turnIdOf("m1"), text: "hello", tenantId: "acme", userId: "anna", attempt: 1 },
    ]);
  });

  test("without a conversation starts one, which the server names, the same for a resend", async () => {
    const { send, heardBy } = await startFakeSocket();
    const bare = { type: "chat.send", id: "m1", text: "hello" };
    await send(bare);
    await send(bare);
    const [first, second] = heardBy("phone");
    expect(first?.conversation_id).toMatch(/^[A-Za-z0-9._:@-]{1,128}$/);
    expect(second).toEqual(first);
  });

  test("is shown with its text on other devices that hear the conversation, and on no others", async () => {
    const { send, heardBy } = await startFakeSocket();
    await send({ type: "chat.watch", conversation_id: "c1" }, "tablet");
    await send(hello);
    expect(heardBy("tablet")).toEqual([{ ...accepted, text: "hello" }]);
    expect(heardBy("watch")).toEqual([]);
  });

  test("of another person is another turn, in another conversation", async () => {
    const { ports, send } = await startFakeSocket();
    await send(hello);
    await send(hello, "bens-phone", { user_id: "ben", caller_id: "user:acme/ben" });
    const [annas, bens] = ports.turnQueue.sent;
    expect(bens?.turnId).not.toBe(annas?.turnId);
    expect(bens?.conversationId).not.toBe(annas?.conversationId);
  });

  test("of 32,000 characters is taken, and of one more it is not", async () => {
    const { send, heardBy } = await startFakeSocket();
    await send({ ...hello, text: "😀".repeat(32_000) });
    expect(heardBy("phone")).toEqual([accepted]);
    await send({ ...hello, text: "x".repeat(32_001) });
    expect(heardBy("phone")).toMatchObject([
      { type: "chat.error", id: "m1", error: { code: "validation_failed", details: [{ path: "text" }] } },
    ]);
  });

  test("notes its socket as a listener where it outlives Redis, once", async () => {
    const { ports, send } = await startFakeSocket();
    await send(hello);
    const { conversationId } = ports.turnQueue.sent[0]!;
    const whose = { tenantId: "acme", userId: "anna", conversationId };
    expect(await ports.audience.find(whose)).toEqual([{ connectionId: "phone", listensUntil: null }]);
  });
});

describe("a resend", () => {
  test("gets the same turn and nothing more, on the device that asks alone", async () => {
    const { send, run, heardBy } = await startFakeSocket();
    await send({ type: "chat.watch", conversation_id: "c1" }, "tablet");
    await send(hello);
    await run("m1", [delta(1, "Hi")]);
    for (const id of ["phone", "tablet"]) heardBy(id);
    await send({ ...hello, text: "something else" });
    expect([heardBy("phone"), heardBy("tablet")]).toEqual([[accepted], []]);
  });

  test("tells other devices too while no runner has begun it, in the words that were said first", async () => {
    const { send, heardBy } = await startFakeSocket();
    await send({ type: "chat.watch", conversation_id: "c1" }, "tablet");
    await send(hello);
    heardBy("tablet");
    await send({ ...hello, text: "something else" });
    expect(heardBy("tablet")).toEqual([{ ...accepted, text: "hello" }]);
  });

  test("sends a letter along that no runner has begun, as it first was", async () => {
    const { ports, send, heardBy } = await startFakeSocket();
    ports.turnQueue.failing = true;
    await send(hello);
    expect(heardBy("phone")).toMatchObject([
      accepted,
      { type: "chat.error", id: "m1", turn_id: turnIdOf("m1"), error: { code: "upstream_unavailable" } },
    ]);
    ports.turnQueue.failing = false;
    await send({ ...hello, text: "something else" });
    expect(ports.turnQueue.sent).toMatchObject([{ text: "hello", attempt: 1 }]);
  });

  test("after the turn has ended runs nothing", async () => {
    const { ports, send, run } = await startFakeSocket();
    await send(hello);
    await run("m1", [delta(1, "Hi"), done(2, "Hi")]);
    await send(hello);
    expect(ports.turnQueue.sent).toHaveLength(1);
  });

  test("after a final error runs the turn again", async () => {
    const { ports, send, run, heardBy } = await startFakeSocket();
    await send(hello);
    await run("m1", [failure(1)]);
    heardBy("phone");
    await send(hello);
    expect(heardBy("phone")).toEqual([accepted]);
    expect(ports.turnQueue.sent.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });
});

test("letters that were accepted before and never sent go first", async () => {
  const { ports, send } = await startFakeSocket();
  ports.turnQueue.failing = true;
  await send(hello);
  ports.turnQueue.failing = false;
  await send({ ...hello, id: "m2", text: "again" });
  expect(ports.turnQueue.sent.map(({ clientMessageId }) => clientMessageId)).toEqual(["m1", "m2"]);
});

describe("a message behind another", () => {
  const second = { ...hello, id: "m2", after: "m1" };

  test("waits for it", async () => {
    const { ports, send } = await startFakeSocket();
    const { wait } = ports;
    let waits = 0;
    ports.wait = async (ms) => {
      await wait(ms);
      if (++waits === 3) await send(hello);
      return undefined as never;
    };
    await send(second);
    expect(waits).toBe(3);
    expect(ports.turnQueue.sent.map(({ clientMessageId }) => clientMessageId)).toEqual(["m1", "m2"]);
  });

  test("that does not come within five seconds goes on without it", async () => {
    const { ports, send, heardBy } = await startFakeSocket();
    const before = ports.clock.now();
    await send(second);
    expect(heardBy("phone")).toMatchObject([{ type: "chat.accepted", id: "m2" }]);
    expect(ports.clock.now() - before).toBe(5_000);
  });

  test("that is itself waits for nothing", async () => {
    const { ports, send } = await startFakeSocket();
    const before = ports.clock.now();
    await send({ ...hello, after: "m1" });
    expect(ports.clock.now()).toBe(before);
    expect(ports.turnQueue.sent).toHaveLength(1);
  });

  test("counts once against the limit, however long it waits", async () => {
    const { ports, send } = await startFakeSocket({ chatRatePerMinute: 30 });
    await send(second);
    expect(ports.gate.knocks).toHaveLength(1);
  });
});

describe("a person beyond what may be said in a minute", () => {
  test("is refused, and nothing is on its way", async () => {
    const { ports, send, heardBy } = await startFakeSocket({ chatRatePerMinute: 2 });
    for (const id of ["m1", "m2", "m3"]) await send({ ...hello, id });
    const [, , refused] = heardBy("phone");
    expect(refused).toMatchObject({ type: "chat.error", id: "m3", error: { code: "rate_limited" } });
    expect(serverFrame.safeParse(refused).success).toBe(true);
    expect(ports.turnQueue.sent).toHaveLength(2);
    expect(ports.frames.closed).toEqual([]);
  });

  test("is refused on every socket, and nobody else is", async () => {
    const { send, heardBy } = await startFakeSocket({ chatRatePerMinute: 1 });
    await send(hello);
    await send({ ...hello, id: "m2" }, "tablet");
    expect(heardBy("tablet")).toMatchObject([{ error: { code: "rate_limited" } }]);
    await send(hello, "bens-phone", { user_id: "ben", caller_id: "user:acme/ben" });
    expect(heardBy("bens-phone")).toMatchObject([{ type: "chat.accepted" }]);
  });
});

describe("whoever may chat no more", () => {
  const key = { caller_id: "key:k1", key_id: "k1", key_hash: "a".repeat(64) };

  test("by a key that was revoked is told so, and the socket closes", async () => {
    const { ports, send, heardBy } = await startFakeSocket({ context: key });
    await send(hello);
    await ports.gate.tell("k1");
    await send({ ...hello, id: "m2" });
    expect(heardBy("phone")).toMatchObject([
      { type: "chat.accepted" },
      { type: "chat.error", id: "m2", error: { code: "unauthenticated" } },
    ]);
    expect(ports.frames.closed).toEqual(["phone"]);
    expect(ports.turnQueue.sent).toHaveLength(1);
  });

  test("by a sign-in that was ended is told so", async () => {
    const signIn = { sign_in_id: "d1", token_issued_at: "1", token_expires_at: "9000000000000" };
    const { ports, send, heardBy } = await startFakeSocket({ context: signIn });
    await ports.gate.tell("sign-in:d1");
    await send(hello);
    expect(heardBy("phone")).toMatchObject([{ error: { code: "unauthenticated" } }]);
  });

  test("since the person was shut out is told so", async () => {
    const { ports, send, heardBy } = await startFakeSocket({ context: key });
    await ports.gate.shutOut("acme", "anna");
    await send(hello);
    expect(heardBy("phone")).toMatchObject([{ error: { code: "forbidden" } }]);
    expect(ports.turnQueue.sent).toEqual([]);
  });
});

describe("a fault of ours", () => {
  test("of Redis is chat.error, the socket stays open, and what was counted is not lost", async () => {
    const { ports, send, heardBy } = await startFakeSocket();
    ports.turnStream.failing = true;
    ports.tally.add("aimi_outbox_resent_total", { queue: "memory-jobs" });
    await send(hello);
    expect(heardBy("phone")).toMatchObject([{ id: "m1", error: { code: "upstream_unavailable" } }]);
    expect(ports.frames.closed).toEqual([]);
    expect(ports.tally.take().added).toHaveProperty(['["aimi_outbox_resent_total","memory-jobs"]'], 1);
  });

  test("has its cause in the log, and no text of the message", async () => {
    const { ports, send } = await startFakeSocket();
    ports.turnStream.failing = true;
    await send({ ...hello, text: "my secret" });
    expect(ports.log.lines[0]).toMatchObject({ level: "error", fields: { error: expect.any(Error) } });
    expect(JSON.stringify(ports.log.lines)).not.toContain("secret");
  });

  test("of DynamoDB keeps nobody from hearing the reply", async () => {
    const { ports, send, heardBy } = await startFakeSocket();
    ports.audience.failing = true;
    await send(hello);
    expect(heardBy("phone")).toEqual([accepted]);
    expect(ports.turnQueue.sent).toHaveLength(1);
  });
});

describe("a socket", () => {
  test("where nobody is any more is forgotten, and the turn goes on", async () => {
    const { ports, send } = await startFakeSocket();
    ports.frames.gone.add("phone");
    await send(hello);
    expect(ports.connections.open.has("phone")).toBe(false);
    expect(ports.turnQueue.sent).toHaveLength(1);
  });

  test("that takes nothing holds the turn up for a moment only", async () => {
    const { ports, send } = await startFakeSocket();
    ports.frames.send = () => new Promise(() => undefined);
    await send(hello);
    expect(ports.turnQueue.sent).toHaveLength(1);
    expect(ports.log.lines[0]).toMatchObject({ level: "warn", what: "frame not posted" });
  });
});
