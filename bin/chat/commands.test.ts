import { once } from "node:events";
import { expect, test } from "vitest";
import { askApi } from "./ask-api.ts";
import { type Chat, type CommandName, commands } from "./commands.ts";
import { hearReminders } from "./hear-reminders.ts";
import { makeScreen } from "./screen.ts";
import { failure, type Script } from "./scripted-server.ts";
import { connectTo, serveScript } from "./serve-script.ts";

/** A reminder of a text, whose delivery is called the same. */
const toDue = (text: string) => ({ type: "reminder.due", delivery_id: text, reminder: { text } });

async function run(
  name: CommandName,
  argument = "",
  { agrees = true, due = [], ...script }: Script & { agrees?: boolean; due?: readonly string[] } = {},
) {
  const server = await serveScript(script);
  const lines: string[] = [];
  const out = { write: (text: string) => Boolean(lines.push(text.trimEnd())) };
  const asked: string[] = [];
  const connection = connectTo(server);
  const screen = makeScreen({ out, aside: out, isLive: true, hasColour: false });
  const reminders = hearReminders({ connection, say: screen.notice, patienceMs: 100 });
  await once(connection.events, "open");
  if (due.length > 0) server.say(...due.map(toDue));
  await expect.poll(() => lines.length).toBe(due.length);
  lines.splice(0);
  const chat: Chat = {
    api: askApi(server.api, {}),
    screen,
    reminders,
    agree: async (question) => {
      asked.push(question);
      return agrees;
    },
    conversationId: "now",
  };
  const isDone = await commands[name](chat, argument);
  const { frames } = server;
  return {
    isDone,
    lines,
    asked,
    chat,
    frames,
    erased: server.calls.filter(({ method }) => method === "DELETE"),
  };
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

const closing: NonNullable<Script["hear"]> = ({ delivery_id }, answer) =>
  answer({ type: "reminder.closed", delivery_id });

test("/ack closes the reminder that is meant, else the last one", async () => {
  const given = { due: ["stretch", "call Ben"], hear: closing };
  const { isDone, lines, frames } = await run("ack", "1", given);
  expect([isDone, lines]).toEqual([true, ["· seen: stretch"]]);
  expect(frames).toEqual([{ type: "reminder.ack", delivery_id: "stretch" }]);
  expect((await run("ack", "", given)).lines).toEqual(["· seen: call Ben"]);
});

test.each([
  ["1 2h", "stretch", 120],
  ["30m", "call Ben", 30],
  ["", "call Ben", 10],
  ["1", "stretch", 10],
])("/snooze “%s” puts %s off by %d minutes", async (argument, delivery_id, minutes) => {
  const before = Date.now();
  const given = { due: ["stretch", "call Ben"], hear: closing };
  const { isDone, frames, lines } = await run("snooze", argument, given);
  expect([isDone, frames]).toMatchObject([true, [{ type: "reminder.snooze", delivery_id }]]);
  const lateMs = Date.parse(frames[0]!.until!) - before - minutes * 60_000;
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThan(10_000);
  expect(lines).toEqual([expect.stringMatching(/^· again in .*: /)]);
});

test.each([
  ["ack", "7", "There is no open reminder 7."],
  ["snooze", "7 10m", "There is no open reminder 7."],
  ["snooze", "soon", "For how long?"],
  ["snooze", "1 10", "For how long?"],
] as const)("/%s “%s” sends nothing and says why", async (name, argument, why) => {
  const { isDone, frames, lines } = await run(name, argument, { due: ["stretch"], hear: closing });
  expect([isDone, frames]).toEqual([false, []]);
  expect(lines.join()).toContain(why);
});

test("/ack says so where nothing is open, where it is refused and where nobody answers", async () => {
  expect((await run("ack")).lines).toEqual(["No reminder is open."]);
  const refused: NonNullable<Script["hear"]> = ({ delivery_id }, answer) =>
    answer({ type: "chat.error", delivery_id, ...failure("not_found", "this delivery not found") });
  const { isDone, lines } = await run("ack", "", { due: ["stretch"], hear: refused });
  expect([isDone, lines]).toEqual([false, ["this delivery not found (not_found)"]]);
  const silent = await run("ack", "", { due: ["stretch"], hear: () => undefined });
  expect([silent.isDone, silent.lines]).toEqual([false, ["The server says nothing. Try again."]]);
});

test("/help names every command", async () => {
  const { lines } = await run("help");
  for (const name of [...Object.keys(commands), "retry", "quit"])
    expect(lines.join("\n")).toContain(`/${name}`);
});
