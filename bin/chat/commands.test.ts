import { expect, test } from "vitest";
import { askApi } from "./ask-api.ts";
import { type Chat, type CommandName, commands } from "./commands.ts";
import { makeScreen } from "./screen.ts";
import { failure, type Script } from "./scripted-server.ts";
import { serveScript } from "./serve-script.ts";

async function run(
  name: CommandName,
  argument = "",
  { api, agrees = true }: Pick<Script, "api"> & { agrees?: boolean } = {},
) {
  const server = await serveScript({ ...(api && { api }) });
  const lines: string[] = [];
  const out = { write: (text: string) => Boolean(lines.push(text.trimEnd())) };
  const asked: string[] = [];
  const chat: Chat = {
    api: askApi(server.api, {}),
    screen: makeScreen({ out, aside: out, isLive: true, hasColour: false }),
    agree: async (question) => {
      asked.push(question);
      return agrees;
    },
    conversationId: "now",
  };
  const isDone = await commands[name](chat, argument);
  return { isDone, lines, asked, chat, erased: server.calls.filter(({ method }) => method === "DELETE") };
}

const memories: NonNullable<Script["api"]> = ({ method }) => {
  if (method === "DELETE") return { status: 204 };
  const items = [
    { id: "0198aaaa-0001", type: "preference", content: "Likes tea" },
    { id: "0198aaaa-0002", type: "fact", content: "Is called Ann" },
  ];
  return { body: { items, next_cursor: null } };
};

test("/memories shows type, content and enough of each id to name it", async () => {
  const { lines } = await run("memories", "", { api: memories });
  expect(lines).toEqual(["0198aaaa-0001  preference  Likes tea", "0198aaaa-0002  fact  Is called Ann"]);
});

test("/end ends the sitting and says what it came to", async () => {
  const api: NonNullable<Script["api"]> = () => ({
    body: { status: "ready", summary: "The user likes tea." },
  });
  const { isDone, lines } = await run("end", "", { api });
  expect([isDone, lines]).toEqual([true, ["· the sitting is over: The user likes tea."]]);
});

test("/forget asks, then erases the one that is meant", async () => {
  const { isDone, asked, erased, lines } = await run("forget", "0198AAAA-0002", { api: memories });
  expect(isDone).toBe(true);
  expect(asked).toEqual(["Forget “Is called Ann” for good? [y/N] "]);
  expect(erased.map(({ url }) => url.pathname)).toEqual(["/v1/memories/0198aaaa-0002"]);
  expect(lines).toEqual(["· forgot “Is called Ann”"]);
});

test("/forget keeps what the person wants kept", async () => {
  const { erased, lines } = await run("forget", "0198aaaa-0002", { api: memories, agrees: false });
  expect(erased).toEqual([]);
  expect(lines).toEqual(["· kept"]);
});

test.each([
  { argument: "", says: "/memories shows them" },
  { argument: "0198aaaa", says: "2 ids begin with 0198aaaa" },
  { argument: "ffff", says: "No memory's id begins with ffff" },
])("/forget “$argument” erases nothing and says why", async ({ argument, says }) => {
  const { isDone, lines, erased } = await run("forget", argument, { api: memories });
  expect(isDone).toBe(false);
  expect(lines.join()).toContain(says);
  expect(erased).toEqual([]);
});

test("/list shows id, title and last activity, and which one this is", async () => {
  const items = [
    { id: "now", title: "Tea", last_message_at: "2026-05-01T10:20:30.000Z" },
    { id: "then", title: null, last_message_at: "2026-04-01T10:20:30.000Z" },
  ];
  const { lines } = await run("list", "", { api: () => ({ body: { items, next_cursor: "more" } }) });
  expect(lines).toEqual([
    "* now  Tea  2026-05-01 10:20",
    "  then  (no title)  2026-04-01 10:20",
    "· and older ones",
  ]);
});

test("/open continues a conversation that is there", async () => {
  const { chat, lines } = await run("open", "then", {
    api: () => ({ body: { id: "then", title: "Hiking", last_message_at: "2026-04-01T10:20:30.000Z" } }),
  });
  expect(chat.conversationId).toBe("then");
  expect(lines).toEqual(["· continuing Hiking"]);
});

test("/open stays where it is if there is none", async () => {
  const missing = () => ({ status: 404, body: failure("not_found", "no") });
  const { chat, isDone } = await run("open", "then", { api: missing });
  expect([isDone, chat.conversationId]).toEqual([false, "now"]);
});

test("/new leaves the conversation", async () => {
  expect((await run("new")).chat.conversationId).toBeUndefined();
});

test("/help names every command", async () => {
  const { lines } = await run("help");
  for (const name of [...Object.keys(commands), "retry", "quit"])
    expect(lines.join("\n")).toContain(`/${name}`);
});
