import { randomUUID } from "node:crypto";
import { describe, expect, inject, test } from "vitest";
import * as z from "zod";
import { serverFrame } from "#shared/wire/frames/server-frame.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call, refusal } from "./call.ts";
import { openSocket } from "./socket-client.ts";
import { untilHeard } from "./until-heard.ts";

const { url, wsUrl } = inject("cloud");
const story = "Tell me a story of 120 words";
const nobodys = "019a0000-0000-7000-8000-000000000000";

/** A person whom nobody else is. */
function person(user_id = "ann", tenant_id = uniqueTenant()) {
  const named = { tenant_id, user_id };
  return {
    tenant_id,
    named,
    send: (path: string, body: object, headers: Record<string, string> = {}) =>
      call(`${url}${path}`, { body: { ...named, ...body }, headers }),
    get: (turnId: string, headers: Record<string, string> = {}) =>
      call(`${url}/v1/chat/${turnId}?${new URLSearchParams(named)}`, { headers }),
  };
}

const chunk = z.strictObject({ chunk: z.string() });
const lastChunk = z.strictObject({
  chunk: z.literal(""),
  done: z.literal(true),
  conversation_id: z.string(),
});
function chunksOf(text: string): unknown[] {
  const lines = text.split("\n\n").filter((block) => block !== "" && !block.startsWith(":"));
  return lines.map((line) => JSON.parse(/^data: (\{"chunk": .*\})$/.exec(line)![1]!));
}

interface Event {
  readonly event: string;
  readonly id: number | undefined;
  readonly data: z.output<typeof serverFrame>;
}
function eventsOf(text: string): Event[] {
  const blocks = text.split("\n\n").filter((block) => block !== "" && !block.startsWith(":"));
  return blocks.map((block) => {
    const fields = new Map(
      block.split("\n").map((line) => /^(\w+): (.*)$/.exec(line)!.slice(1) as [string, string]),
    );
    const data = serverFrame.parse(JSON.parse(fields.get("data")!));
    expect(fields.get("event")).toBe(data.type);
    const id = fields.get("id");
    return { event: data.type, id: id === undefined ? undefined : Number(id), data };
  });
}
const idsOf = (events: readonly Event[]) => events.map(({ id }) => id);
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, at) => first + at);

describe("POST /chat", () => {
  test("streams chunks and says last that it is done, and in which conversation", async () => {
    const { status, headers, text } = await person().send("/chat", {
      message: "Hello, my name is Alice and I love programming",
      conversation_id: null,
    });
    expect([status, headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    const said = chunksOf(text);
    const last = lastChunk.parse(said.pop());
    expect(last.conversation_id).toMatch(/^[A-Za-z0-9._:@-]{1,128}$/);
    expect(said.length).toBeGreaterThan(0);
    for (const one of said) chunk.parse(one);
    expect(
      text.endsWith(`data: {"chunk": "", "done": true, "conversation_id": "${last.conversation_id}"}\n\n`),
    ).toBe(true);
  });

  test("goes on in a conversation that it names", async () => {
    const { send } = person();
    const { text } = await send("/chat", { message: "Hello", conversation_id: "c1" });
    expect(lastChunk.parse(chunksOf(text).at(-1)).conversation_id).toBe("c1");
  });

  test("is forgotten by whoever names nobody, as they said it", async () => {
    const tenant_id = uniqueTenant();
    const send = (path: string, body: object) => call(`${url}${path}`, { body: { tenant_id, ...body } });
    const { text } = await send("/chat", { message: "My name is Alice", conversation_id: null });
    const { conversation_id } = lastChunk.parse(chunksOf(text).at(-1));
    expect((await send("/conversation/reset", { conversation_id })).json()).toMatchObject({ success: true });
    const cleared = await send("/memory/clear", { conversation_id });
    expect(cleared.json()).toMatchObject({ success: true, conversation_id, memories_cleared: 2 });
    const query = new URLSearchParams({ tenant_id, query: "Alice" });
    expect((await call(`${url}/v1/memory/search?${query}`)).json()).toMatchObject({ results: [] });
  });

  test("shows words while more are to come", async () => {
    const { named } = person();
    const response = await fetch(`${url}/chat`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...named, message: story }),
    });
    const parts: string[] = [];
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) parts.push(part);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts[0]).not.toContain('"done": true');
  });
});

describe("POST /v1/chat", () => {
  test("streams the turn's frames, whose ids are their seq", async () => {
    const id = randomUUID();
    const { text } = await person().send("/v1/chat", { id, message: "Hello", conversation_id: "c1" });
    const [accepted, ...frames] = eventsOf(text);
    expect(accepted).toMatchObject({
      event: "chat.accepted",
      id: undefined,
      data: { id, conversation_id: "c1" },
    });
    expect(idsOf(frames)).toEqual(upTo(frames.length));
    expect(frames.at(-1)).toMatchObject({ event: "chat.done", data: { finish_reason: "stop" } });
  });

  test("under the same id tells the turn again, behind what the client has", async () => {
    const { send } = person();
    const body = { id: randomUUID(), message: "Hello" };
    const first = eventsOf((await send("/v1/chat", body)).text);
    expect(eventsOf((await send("/v1/chat", body)).text)).toEqual(first);
    const rest = eventsOf((await send("/v1/chat", body, { "last-event-id": "1" })).text);
    expect(rest).toEqual([first[0], ...first.slice(2)]);
  });

  test("joins the running turn, and all who do hear the same", async () => {
    const { send } = person();
    const body = { id: randomUUID(), message: story };
    const answers = await Promise.all([1, 2, 3].map(() => send("/v1/chat", body)));
    const [first, ...others] = answers.map(({ text }) => eventsOf(text));
    for (const other of others) expect(other).toEqual(first);
    expect(idsOf(first!.slice(1))).toEqual(upTo(first!.length - 1));
  });

  test("does not lose the reply of a client that hangs up", async () => {
    const { named, get } = person();
    const hangUp = new AbortController();
    const response = await fetch(`${url}/v1/chat`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...named, message: story }),
      signal: hangUp.signal,
    });
    const { value = "" } = await response.body!.pipeThrough(new TextDecoderStream()).getReader().read();
    const turnId = /"turn_id":"([^"]+)"/.exec(value)![1]!;
    hangUp.abort();
    const frames = eventsOf((await get(turnId)).text);
    expect(idsOf(frames)).toEqual(upTo(frames.length));
    expect(frames.at(-1)).toMatchObject({ event: "chat.done", data: { finish_reason: "stop" } });
  });

  test("is heard by a socket that watches the conversation", async () => {
    const { tenant_id, named, send } = person();
    const socket = await openSocket(`${wsUrl}?${new URLSearchParams(named)}`);
    socket.send({ type: "chat.watch", conversation_id: "c1" });
    await untilHeard(tenant_id);
    const { status } = await send("/v1/chat", { message: "Hello", conversation_id: "c1" });
    expect(status).toBe(200);
    expect(await socket.next()).toMatchObject({
      type: "chat.accepted",
      conversation_id: "c1",
      text: "Hello",
    });
    await socket.close();
  });
});

describe("GET /v1/chat/{turn_id}", () => {
  test("tells the turn again, or what is behind the client's last", async () => {
    const { send, get } = person();
    const [accepted, ...frames] = eventsOf((await send("/v1/chat", { message: "Hello" })).text);
    const { turn_id } = accepted!.data as { turn_id: string };
    expect(eventsOf((await get(turn_id)).text)).toEqual(frames);
    expect(eventsOf((await get(turn_id, { "last-event-id": "1" })).text)).toEqual(frames.slice(1));
  });

  test("is not found where nobody knows the turn, or it is another person's", async () => {
    const anna = person();
    const [accepted] = eventsOf((await anna.send("/v1/chat", { message: "Hello" })).text);
    const { turn_id } = accepted!.data as { turn_id: string };
    const answers = [await anna.get(nobodys), await person("ben", anna.tenant_id).get(turn_id)];
    for (const answer of answers) expect([answer.status, refusal(answer).code]).toEqual([404, "not_found"]);
  });
});
