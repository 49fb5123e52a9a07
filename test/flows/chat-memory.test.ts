import { afterEach, describe, expect, inject, test, vi } from "vitest";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { call } from "./call.ts";
import { type ChatClient, doneOf, openChat } from "./chat-client.ts";

const { url, wsUrl } = inject("cloud");
const opened: ChatClient[] = [];

async function open(tenant = uniqueTenant(), user = "anna") {
  const client = await openChat(wsUrl, { tenant, user });
  opened.push(client);
  return { client, tenant };
}
afterEach(async () => {
  for (const client of opened.splice(0)) if (client.isOpen()) await client.close();
});

describe("what was said in one conversation", () => {
  test("is used in another, and the end of the turn names it", async () => {
    const { client } = await open();
    await client.say("My sister Clara lives in Lisbon", { conversation_id: "first" });
    const heard = await client.say("Where does my sister Clara live?", { conversation_id: "second" });
    expect(heard.text).toContain("Lisbon");
    const { memories } = doneOf(heard);
    expect(memories).toContainEqual(
      expect.objectContaining({ kind: "message", content: "My sister Clara lives in Lisbon" }),
    );
  });

  test("is used over server-sent events, too", async () => {
    const { client, tenant } = await open();
    await client.say("My dog is called Bello", { conversation_id: "first" });
    const answer = await call(`${url}/v1/chat?tenant_id=${tenant}&user_id=anna`, {
      body: { message: "What is my dog called?", conversation_id: "second" },
    });
    expect(answer.status).toBe(200);
    const done = JSON.parse(answer.text.split("event: chat.done\n")[1]!.match(/^data: (.*)$/m)![1]!);
    expect(done.text).toContain("Bello");
    expect(done.memories.map(({ content }: { content: string }) => content)).toContain(
      "My dog is called Bello",
    );
  });

  test("is nobody else's", async () => {
    const { client, tenant } = await open();
    await client.say("My secret word is xylophone", { conversation_id: "first" });
    const other = await open(tenant, "ben");
    const heard = await other.client.say("What is my secret word?", { conversation_id: "first" });
    expect(heard.text).not.toContain("xylophone");
    expect(doneOf(heard).memories).toEqual([]);
  });
});

test("what a client remembered for a person is recalled as a memory", async () => {
  const { client, tenant } = await open();
  const stored = await call(`${url}/v1/memories`, {
    body: {
      tenant_id: tenant,
      user_id: "anna",
      type: "preference",
      content: "Anna prefers mornings for sport",
    },
  });
  expect(stored.status).toBe(201);
  const heard = await client.say("When do I prefer sport?");
  expect(doneOf(heard).memories).toContainEqual(
    expect.objectContaining({
      kind: "memory",
      type: "preference",
      content: "Anna prefers mornings for sport",
    }),
  );
});

test("asked to remember, the model keeps a memory, shows that it does, and forgets it when asked", async () => {
  const { client, tenant } = await open();
  const told = await client.say("Remember that I love hiking");
  const tool = told.frames.find((frame) => frame.type === "chat.tool");
  expect(tool).toMatchObject({ name: "remember", result: { remembered: true } });
  const memories = () => call(`${url}/v1/memories?tenant_id=${tenant}&user_id=anna`);
  const kept = async () =>
    (
      (await memories()).json() as {
        items: { version: number; content: string; source_message_ids: string[] }[];
      }
    ).items;
  // What the message says is learnt as well, and is the same.
  await vi.waitUntil(async () => (await kept()).some(({ version }) => version === 2), {
    ...{ timeout: 30_000, interval: 100 },
  });
  const items = await kept();
  expect(items).toHaveLength(1);
  expect(items[0]!.content).toBe("The user loves hiking.");
  expect(items[0]!.source_message_ids).toHaveLength(1);

  const forgot = await client.say("Forget that I love hiking");
  expect(forgot.frames.map((frame) => (frame.type === "chat.tool" ? frame.name : null))).toContain("forget");
  expect((await memories()).json()).toMatchObject({ items: [] });
});

test("a conversation goes on where it was, and after a reset begins without what was said", async () => {
  const { client, tenant } = await open();
  await client.say("I call my car Emil", { conversation_id: "cars" });
  const resetAnswer = await call(`${url}/conversation/reset?tenant_id=${tenant}&user_id=anna`, {
    body: { conversation_id: "cars" },
  });
  expect(resetAnswer.json()).toMatchObject({ success: true, conversation_id: "cars" });
  const sessions = await call(`${url}/v1/conversations/cars/sessions?tenant_id=${tenant}&user_id=anna`);
  expect(sessions.json()).toMatchObject({ items: [{ end_reason: "reset" }] });
  await client.say("Hello again", { conversation_id: "cars" });
  const after = await call(`${url}/v1/conversations/cars/sessions?tenant_id=${tenant}&user_id=anna`);
  expect(after.json()).toMatchObject({ items: [{ ended_at: null }, { end_reason: "reset" }] });
});

test("somebody in danger is told where help is, and no model is asked", async () => {
  const { client } = await open();
  const heard = await client.say("I want to kill myself");
  expect(heard.text).toContain("112");
  expect(doneOf(heard).usage).toMatchObject({ model: "none", total_tokens: 0 });
});

test("a conversation gets a title after its first exchange", async () => {
  const { client, tenant } = await open();
  await client.say("Plan a garden with tomatoes and basil", { conversation_id: "garden" });
  const titled = async () =>
    (
      (await call(`${url}/v1/conversations/garden?tenant_id=${tenant}&user_id=anna`)).json() as {
        title: string | null;
      }
    ).title;
  await expect.poll(titled, { timeout: 60_000 }).toEqual(expect.stringMatching(/garden|tomatoes/i));
});
