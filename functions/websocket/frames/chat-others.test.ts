import { describe, expect, test } from "vitest";
import { delta, done, startFakeSocket, turnIdOf } from "#test/fakes/start-fake-socket.ts";

const hello = { type: "chat.send", id: "m1", conversation_id: "c1", text: "hello" };
const turn_id = turnIdOf("m1");
const nobodys = "019a0000-0000-7000-8000-000000000000";
const ben = { user_id: "ben", caller_id: "user:acme/ben" };
const refused = (code: string, id = turn_id) => [
  { type: "chat.error", turn_id: id, error: { code, message: expect.any(String), request_id: "r1" } },
];

describe("a resume", () => {
  const resume = (after: number) => ({ type: "chat.resume", turn_id, after });

  test("of a turn that has ended brings the frames that are missing, in order", async () => {
    const { send, run, heardBy } = await startFakeSocket();
    await send(hello);
    await run("m1", [delta(1, "Hi"), delta(2, " Anna"), done(3, "Hi Anna")]);
    heardBy("phone");
    await send(resume(1), "tablet");
    expect(heardBy("tablet")).toMatchObject([
      { type: "chat.delta", turn_id, seq: 2, text: " Anna" },
      { type: "chat.done", turn_id, seq: 3 },
    ]);
    await send(resume(3), "tablet");
    expect([heardBy("tablet"), heardBy("phone")]).toEqual([[], []]);
  });

  test("of a turn that runs brings nothing by itself: its runner serves the socket", async () => {
    const { ports, send, run, heardBy } = await startFakeSocket();
    await send(hello);
    await run("m1", [delta(1, "Hi")]);
    await send(resume(0), "tablet");
    expect(heardBy("tablet")).toEqual([]);
    const { conversationId } = ports.turnQueue.sent[0]!;
    const heard = await ports.audience.find({ tenantId: "acme", userId: "anna", conversationId });
    expect(heard.map(({ connectionId }) => connectionId).toSorted()).toEqual(["phone", "tablet"]);
  });

  test("of a turn that nobody knows, or another person's, is not found", async () => {
    const { send, run, heardBy } = await startFakeSocket();
    await send(hello);
    await run("m1", [delta(1, "Hi")]);
    await send({ ...resume(0), turn_id: nobodys });
    expect(heardBy("phone").slice(1)).toEqual(refused("not_found", nobodys));
    await send(resume(0), "bens-phone", ben);
    expect(heardBy("bens-phone")).toEqual(refused("not_found"));
  });

  test("stops where nobody is any more", async () => {
    const { ports, send, run } = await startFakeSocket();
    await send(hello);
    await run("m1", [delta(1, "Hi"), done(2, "Hi")]);
    ports.frames.gone.add("tablet");
    await send(resume(0), "tablet");
    expect(ports.connections.open.has("tablet")).toBe(false);
  });
});

describe("a watch", () => {
  const watch = { type: "chat.watch", conversation_id: "c1" };

  test("brings nothing back, and from then on the socket hears the conversation", async () => {
    const { send, heardBy } = await startFakeSocket();
    await send(watch, "tablet");
    expect(heardBy("tablet")).toEqual([]);
    await send(hello);
    expect(heardBy("tablet")).toMatchObject([{ type: "chat.accepted", text: "hello" }]);
  });

  test("that is refused names its conversation back", async () => {
    const { ports, send, heardBy } = await startFakeSocket();
    ports.gate.failing = true;
    await send(watch);
    expect(heardBy("phone")).toMatchObject([
      { type: "chat.error", conversation_id: "c1", error: { code: "upstream_unavailable" } },
    ]);
  });

  test("of another person's conversation hears one's own of that name", async () => {
    const { send, heardBy } = await startFakeSocket();
    await send(watch, "bens-phone", ben);
    await send(hello);
    expect(heardBy("bens-phone")).toEqual([]);
  });
});

describe("a cancel", () => {
  const cancel = { type: "chat.cancel", turn_id };

  test("asks the runner to stop, and brings nothing back", async () => {
    const { ports, send, heardBy } = await startFakeSocket();
    await send(hello);
    heardBy("phone");
    await send(cancel);
    expect(heardBy("phone")).toEqual([]);
    const letter = ports.turnQueue.sent[0]!;
    const opened = await ports.turnStream.open(letter, { model: "m", dimensions: 3, text: "hello" });
    expect(opened.stopAsked).toBe(true);
  });

  test("of a turn that has ended changes nothing and brings nothing", async () => {
    const { send, run, heardBy } = await startFakeSocket();
    await send(hello);
    await run("m1", [delta(1, "Hi"), done(2, "Hi")]);
    heardBy("phone");
    await send(cancel);
    expect(heardBy("phone")).toEqual([]);
  });

  test("of a turn that nobody knows, or another person's, is not found", async () => {
    const { send, heardBy } = await startFakeSocket();
    await send(hello);
    await send({ ...cancel, turn_id: nobodys });
    expect(heardBy("phone").slice(1)).toEqual(refused("not_found", nobodys));
    await send(cancel, "bens-phone", ben);
    expect(heardBy("bens-phone")).toEqual(refused("not_found"));
  });
});

describe.each([
  ["resume", { type: "chat.resume", turn_id, after: 0 }],
  ["watch", { type: "chat.watch", conversation_id: "c1" }],
  ["cancel", { type: "chat.cancel", turn_id }],
])("a %s", (_what, frame) => {
  test("by a key that was revoked is refused, and the socket closes", async () => {
    const context = { caller_id: "key:k1", key_id: "k1", key_hash: "a".repeat(64) };
    const { ports, send, heardBy } = await startFakeSocket({ context });
    await ports.gate.tell("k1");
    await send(frame);
    expect(heardBy("phone")).toMatchObject([{ type: "chat.error", error: { code: "unauthenticated" } }]);
    expect(ports.frames.closed).toEqual(["phone"]);
  });

  test("without Redis is refused as a fault of ours, and the socket stays", async () => {
    const { ports, send, heardBy } = await startFakeSocket();
    ports.turnStream.failing = true;
    ports.gate.failing = true;
    await send(frame);
    expect(heardBy("phone")).toMatchObject([{ error: { code: "upstream_unavailable" } }]);
    expect(ports.frames.closed).toEqual([]);
  });
});
