import type { Api, Conversation } from "./ask-api.ts";
import { firstWords } from "./describe.ts";
import type { OpenReminder, Reminders } from "./hear-reminders.ts";
import { readPauseMs } from "./read-pause.ts";
import type { Screen } from "./screen.ts";
import { shortenIds } from "./shorten-ids.ts";

/** What a command may see and change. */
export interface Chat {
  readonly api: Api;
  readonly screen: Screen;
  readonly reminders: Reminders;
  /** Whether the person agrees; where nobody can be asked, the command itself was the answer. */
  readonly agree: (question: string) => Promise<boolean>;
  /** The conversation that the next message belongs to; without one it starts one. */
  conversationId: string | undefined;
}

/** Whether it did what was asked. */
type Command = (chat: Chat, argument: string) => Promise<boolean>;

const help = [
  ["/new", "start a new conversation"],
  ["/list", "your conversations"],
  ["/open ID", "continue one of them"],
  ["/end", "end this sitting: it is summed up, and learnt from"],
  ["/memories", "what is remembered about you"],
  ["/forget ID", "erase a memory, by its id or the beginning of it"],
  ["/ack N", "you have seen a reminder: the number it came with, or the last one"],
  ["/snooze N 10m", "be reminded again later: in minutes (m), hours (h) or days (d)"],
  ["/retry", "send the last message again, if it failed"],
  ["/help", "this list"],
  ["/quit", "leave; so does Ctrl-D"],
] as const;

const usualPause = "10m";

/** The commands that need no turn. */
export const commands = {
  async new(chat) {
    chat.conversationId = undefined;
    chat.screen.notice("· a new conversation");
    return true;
  },

  async list({ api, screen, conversationId }) {
    const { items, hasMore } = await api.listConversations();
    for (const item of items) {
      const mark = item.id === conversationId ? "*" : " ";
      screen.print(
        `${mark} ${item.id}  ${firstWords(item.title ?? "(no title)")}  ${lastActivity(item)}`.trimEnd(),
      );
    }
    if (items.length === 0) screen.notice("· no conversations yet");
    if (hasMore) screen.notice("· and older ones");
    return true;
  },

  async open(chat, id) {
    if (id === "") return refuse(chat, "Which one? /list shows them, /open ID continues one.");
    const found = await chat.api.findConversation(id);
    if (!found) return refuse(chat, `There is no conversation ${id}. /list shows yours.`);
    chat.conversationId = found.id;
    chat.screen.notice(`· continuing ${firstWords(found.title ?? found.id)}`);
    return true;
  },

  async end(chat) {
    const { api, screen, conversationId } = chat;
    if (conversationId === undefined) return refuse(chat, "Nothing was said yet. Say something first.");
    const summary = await api.endSession(conversationId);
    screen.notice(`· the sitting is over${summary === null ? "" : `: ${summary}`}`);
    return true;
  },

  async memories({ api, screen }) {
    const { items, hasMore } = await api.listMemories();
    const short = shortenIds(items.map(({ id }) => id));
    for (const { id, type, content } of items)
      screen.print(`${short.get(id)}  ${type}  ${firstWords(content, 100)}`);
    if (items.length === 0) screen.notice("· nothing is remembered yet");
    if (hasMore) screen.notice("· and older ones");
    return true;
  },

  async forget(chat, beginning) {
    const { api, screen } = chat;
    if (beginning === "") return refuse(chat, "Which one? /memories shows them, /forget ID erases one.");
    const [memory, ...more] = await api.findMemories(beginning.toLowerCase());
    if (!memory) return refuse(chat, `No memory's id begins with ${beginning}. /memories shows them.`);
    if (more.length > 0)
      return refuse(chat, `${more.length + 1} ids begin with ${beginning}. Give more of it.`);
    const words = `“${firstWords(memory.content)}”`;
    if (!(await chat.agree(`Forget ${words} for good? [y/N] `))) {
      screen.notice("· kept");
      return true;
    }
    await api.forgetMemory(memory.id);
    screen.notice(`· forgot ${words}`);
    return true;
  },

  async ack(chat, handle) {
    const reminder = chat.reminders.find(handle);
    if (!reminder) return refuse(chat, noReminder(handle));
    return await close(chat, reminder, { type: "reminder.ack" }, "seen");
  },

  async snooze(chat, argument) {
    const [, handle = "", pause = ""] = /^(\d*)(?:\s+|$)(.*)$/.exec(argument) ?? ["", "", argument];
    const reminder = chat.reminders.find(handle);
    if (!reminder) return refuse(chat, noReminder(handle));
    const pauseMs = readPauseMs(pause || usualPause);
    if (pauseMs === undefined) return refuse(chat, "For how long? /snooze 10m, 2h or 1d.");
    const until = new Date(Date.now() + pauseMs).toISOString();
    return await close(chat, reminder, { type: "reminder.snooze", until }, `again in ${pause || usualPause}`);
  },

  async help({ screen }) {
    for (const [command, meaning] of help) screen.print(`${command.padEnd(16)}${meaning}`);
    return true;
  },
} satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

async function close(chat: Chat, reminder: OpenReminder, frame: object, done: string): Promise<boolean> {
  const { deliveryId, text } = reminder;
  const problem = await chat.reminders.close(reminder, { ...frame, delivery_id: deliveryId });
  if (problem !== undefined) return refuse(chat, problem);
  chat.screen.notice(`· ${done}: ${firstWords(text)}`);
  return true;
}

function noReminder(handle: string): string {
  return handle === "" ? "No reminder is open." : `There is no open reminder ${handle}.`;
}

function refuse({ screen }: Chat, why: string): boolean {
  screen.fail(why);
  return false;
}

function lastActivity({ last_message_at }: Conversation): string {
  return last_message_at.slice(0, 16).replace("T", " ");
}
