import { expect, test } from "vitest";
import { NotFound } from "#shared/errors.ts";
import { buildImport } from "#test/builders/build-import.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeConversations } from "#test/fakes/fake-conversations.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { exportConversation } from "./export-conversation.ts";

const person = buildPerson();

async function start(messages: number) {
  const conversations = fakeConversations(createFakeMemoryStore());
  const call = buildImport(person, { clientId: "c", messages: Array.from({ length: messages }, () => ({})) });
  await conversations.import(call);
  return { conversations, call };
}

test.each([
  [0, []],
  [4, [2, 2]],
  [5, [2, 2, 1]],
])("%i messages are read page by page", async (messages, sizes) => {
  const { conversations, call } = await start(messages);
  const asked = { person, clientId: "c", pageSize: 2 };
  const { conversation, pages } = await exportConversation({ conversations }, asked);
  expect(conversation).toMatchObject({ clientId: "c", messageCount: messages });
  const read = await Array.fromAsync(pages);
  expect(read.map(({ length }) => length)).toEqual(sizes);
  expect(read.flat().map(({ id }) => id)).toEqual(call.messages.map(({ id }) => id));
});

test("a conversation that is not there is not found before anything is told", async () => {
  const { conversations } = await start(1);
  const asked = { person: buildPerson(), clientId: "c" };
  await expect(exportConversation({ conversations }, asked)).rejects.toThrow(NotFound);
});

test("one that is erased while it is read breaks off", async () => {
  const { conversations, call } = await start(3);
  const { pages } = await exportConversation({ conversations }, { person, clientId: "c", pageSize: 2 });
  await pages.next();
  await conversations.erase(person, call.conversationId);
  await expect(pages.next()).rejects.toThrow(NotFound);
});
