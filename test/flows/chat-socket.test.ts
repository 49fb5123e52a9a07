import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, inject, test } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { hearsNothing, nextOf, restOf, textOf } from "./chat-frames.ts";
import { openSocket, type SocketClient } from "./socket-client.ts";
import { untilHeard } from "./until-heard.ts";

const { wsUrl } = inject("cloud");
const opened: SocketClient[] = [];
afterEach(async () => {
  for (const client of opened.splice(0)) if (client.isOpen()) await client.close();
});

/** Sockets of one person, whom nobody else is. */
function person(userId = "ann", tenant = uniqueTenant()) {
  return {
    tenant,
    connect: async () => {
      const client = await openSocket(`${wsUrl}?tenant_id=${tenant}&user_id=${userId}`);
      opened.push(client);
      return client;
    },
  };
}
const say = (text: string, more: object = {}) => ({
  type: "chat.send",
  id: `m-${randomUUID()}`,
  text,
  ...more,
});
const story = "Tell me a story of 120 words";
const nobodys = "019a0000-0000-7000-8000-000000000000";

describe("a message", () => {
  test("is accepted, and then answered in frames without a gap, whose deltas are the text at the end", async () => {
    const client = await person().connect();
    const sent = say("Hello, my name is Alice", { conversation_id: "c1" });
    client.send(sent);
    const accepted = await nextOf(client, "chat.accepted");
    expect(accepted).toMatchObject({ id: sent.id, conversation_id: "c1" });
    expect(accepted).not.toHaveProperty("text");
    const frames = await restOf(client, accepted.turn_id);
    const last = frames.at(-1)!;
    expect(last).toMatchObject({ type: "chat.done", finish_reason: "stop" });
    expect(textOf(frames)).toBe((last as { text: string }).text);
    await hearsNothing(client);
  });

  test("sent again gets the same turn and nothing more", async () => {
    const client = await person().connect();
    const sent = say("Hello");
    client.send(sent);
    const accepted = await nextOf(client, "chat.accepted");
    await restOf(client, accepted.turn_id);
    client.send({ ...sent, text: "something else" });
    expect(await nextOf(client, "chat.accepted")).toEqual(accepted);
    await sleep(300);
    await hearsNothing(client);
  });

  test("follows the one before it in its conversation, whose frames all come first", async () => {
    const client = await person().connect();
    const [first, second] = [
      say("Hello", { conversation_id: "c1" }),
      say("Again", { conversation_id: "c1" }),
    ];
    client.send(first);
    const one = await nextOf(client, "chat.accepted");
    client.send({ ...second, after: first.id });
    const frames = [];
    while (frames.filter(({ type }) => type === "chat.done").length < 2) frames.push(await client.next());
    const other = frames.find(({ type }) => type === "chat.accepted") as { turn_id: string };
    const turns = frames
      .filter(({ type }) => type !== "chat.accepted")
      .map((frame) => (frame as { turn_id: string }).turn_id);
    expect(turns.lastIndexOf(one.turn_id)).toBeLessThan(turns.indexOf(other.turn_id));
  });

  test("waits for the one that it names, though that comes later", async () => {
    const client = await person().connect();
    const [first, second] = [
      say("Hello", { conversation_id: "c1" }),
      say("Again", { conversation_id: "c1" }),
    ];
    client.send({ ...second, after: first.id });
    await sleep(300);
    client.send(first);
    expect((await nextOf(client, "chat.accepted")).id).toBe(first.id);
  });
});

describe("another device", () => {
  test("that watches the conversation hears what was said and every frame", async () => {
    const anna = person();
    const [phone, tablet] = [await anna.connect(), await anna.connect()];
    tablet.send({ type: "chat.watch", conversation_id: "c1" });
    await untilHeard(anna.tenant);
    await hearsNothing(tablet);
    const sent = say("Hello", { conversation_id: "c1" });
    phone.send(sent);
    const { turn_id } = await nextOf(phone, "chat.accepted");
    expect(await nextOf(tablet, "chat.accepted")).toMatchObject({ id: sent.id, turn_id, text: "Hello" });
    expect(await restOf(tablet, turn_id)).toEqual(await restOf(phone, turn_id));
  });

  test("that comes to watch while a turn runs is told what it answers, and hears it from its start", async () => {
    const anna = person();
    const [phone, tablet] = [await anna.connect(), await anna.connect()];
    const sent = say(story, { conversation_id: "c1" });
    phone.send(sent);
    const { turn_id } = await nextOf(phone, "chat.accepted");
    await nextOf(phone, "chat.delta");
    tablet.send({ type: "chat.watch", conversation_id: "c1" });
    expect(await nextOf(tablet, "chat.accepted")).toEqual({
      ...{ type: "chat.accepted", id: sent.id, turn_id, conversation_id: "c1", text: story },
    });
    const [heard, said] = [await restOf(tablet, turn_id), await restOf(phone, turn_id, 1)];
    expect(heard.slice(1)).toEqual(said);
  });

  test("that does not watch hears nothing", async () => {
    const anna = person();
    const [phone, tablet] = [await anna.connect(), await anna.connect()];
    phone.send(say("Hello"));
    const { turn_id } = await nextOf(phone, "chat.accepted");
    await restOf(phone, turn_id);
    await hearsNothing(tablet);
  });
});

describe("a client that lost its connection", () => {
  test("resumes a running turn from any seq, and hears it out without a gap", async () => {
    const anna = person();
    const phone = await anna.connect();
    phone.send(say(story));
    const { turn_id } = await nextOf(phone, "chat.accepted");
    const first = await nextOf(phone, "chat.delta");
    await phone.close();
    const again = await anna.connect();
    again.send({ type: "chat.resume", turn_id, after: first.seq });
    const frames = await restOf(again, turn_id, first.seq);
    const last = frames.at(-1) as { text: string | null };
    if (last.text !== null) expect(first.text + textOf(frames)).toBe(last.text);
  });

  test("gets exactly what is missing of a turn that has ended", async () => {
    const anna = person();
    const phone = await anna.connect();
    phone.send(say("Hello"));
    const { turn_id } = await nextOf(phone, "chat.accepted");
    const frames = await restOf(phone, turn_id);
    const again = await anna.connect();
    for (const after of [0, 1, frames.length - 1]) {
      again.send({ type: "chat.resume", turn_id, after });
      expect(await restOf(again, turn_id, after)).toEqual(frames.slice(after));
    }
    again.send({ type: "chat.resume", turn_id, after: frames.length });
    await sleep(300);
    await hearsNothing(again);
  });

  test("hears that a turn is not found, where nobody knows it or it is another person's", async () => {
    const anna = person();
    const [phone, bens] = [await anna.connect(), await person("ben", anna.tenant).connect()];
    phone.send(say("Hello"));
    const { turn_id } = await nextOf(phone, "chat.accepted");
    await restOf(phone, turn_id);
    for (const [client, id] of [
      [phone, nobodys],
      [bens, turn_id],
    ] as const) {
      for (const frame of [
        { type: "chat.resume", turn_id: id, after: 0 },
        { type: "chat.cancel", turn_id: id },
      ]) {
        client.send(frame);
        expect(await nextOf(client, "chat.error")).toMatchObject({
          turn_id: id,
          error: { code: "not_found" },
        });
      }
    }
  });
});

describe("a cancel", () => {
  test("ends a running turn, and keeps what was said", async () => {
    const client = await person().connect();
    client.send(say(story));
    const { turn_id } = await nextOf(client, "chat.accepted");
    const first = await nextOf(client, "chat.delta");
    client.send({ type: "chat.cancel", turn_id });
    const frames = await restOf(client, turn_id, first.seq);
    const last = frames.at(-1) as { text: string };
    expect(last).toMatchObject({ type: "chat.done", finish_reason: "cancelled" });
    expect(last.text).toBe(first.text + textOf(frames));
    client.send({ type: "chat.cancel", turn_id });
    await sleep(300);
    await hearsNothing(client);
  });
});

describe("a bad frame", () => {
  test.each([
    ["a text of 32,001 characters", say("x".repeat(32_001)), "text"],
    ["an empty text", say(""), "text"],
    ["a text with NUL", say("a\u0000b"), "text"],
    ["a text that is a number", { ...say("x"), text: 7 }, "text"],
    ["an id with a space", { ...say("x"), id: "a b" }, "id"],
    ["no id", { type: "chat.send", text: "x" }, "id"],
    ["a conversation that is no id", say("x", { conversation_id: "a/b" }), "conversation_id"],
    ["a watch of nothing", { type: "chat.watch" }, "conversation_id"],
    ["a resume of what is no turn", { type: "chat.resume", turn_id: "x", after: 0 }, "turn_id"],
    ["a resume after less than nothing", { type: "chat.resume", turn_id: nobodys, after: -1 }, "after"],
    ["a cancel of what is no turn", { type: "chat.cancel", turn_id: 7 }, "turn_id"],
  ])("with %s gets chat.error, and the connection stays open", async (_what, frame, path) => {
    const client = await person().connect();
    client.send(frame);
    const { error } = await nextOf(client, "chat.error");
    expect([error.code, error.details?.[0]?.path]).toEqual(["validation_failed", path]);
    await hearsNothing(client);
  });
});
