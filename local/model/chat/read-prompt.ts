import type { ChatOrder } from "./chat-order.ts";
import { parseJson } from "./parse-json.ts";

/** A line of a fenced block of what is known. */
export interface Recollection {
  readonly date: string | undefined;
  readonly byUser: boolean;
  /** Learnt, and not the words themselves. */
  readonly isLearnt: boolean;
  readonly text: string;
}

export interface ToolOutcome {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What the tool gave: JSON where it is some, else text. */
  readonly result: unknown;
}

export interface Prompt {
  /** What the system says, without the memories. */
  readonly system: string;
  readonly memories: readonly Recollection[];
  /** What the coach's block holds, if there is one: what is wanted, due and to come. */
  readonly coach: readonly unknown[] | undefined;
  /** What was said before, oldest first. */
  readonly history: readonly { readonly role: "user" | "assistant"; readonly text: string }[];
  /** The user's newest message. */
  readonly message: string;
  /** What tools gave since then. */
  readonly outcomes: readonly ToolOutcome[];
}

const fence = /^<(memories|state|summaries|graph|coach)>[ \t]*\r?\n([\s\S]*?)^<\/\1>[ \t]*$/gm;

export function readPrompt(messages: ChatOrder["messages"]): Prompt {
  const system = messages.flatMap(({ role, text }) => (role === "system" ? [text] : [])).join("\n\n");
  const newest = messages.findLastIndex(({ role }) => role === "user");
  const calls = new Map(messages.flatMap((each) => each.calls.map((call) => [call.id, call] as const)));
  const history = messages
    .slice(0, Math.max(newest, 0))
    .flatMap(({ role, text }) => ((role === "user" || role === "assistant") && text ? [{ role, text }] : []));
  const blocks = [...system.matchAll(fence)].map(([, mark, lines = ""]) => ({
    mark,
    lines: lines.split("\n"),
  }));
  const { coach, known = [] } = Object.groupBy(blocks, ({ mark }) => (mark === "coach" ? "coach" : "known"));
  return {
    system: system.replace(fence, ""),
    memories: known.flatMap(({ lines }) => lines.flatMap(readLine)),
    coach: coach?.flatMap(({ lines }) => lines.map(parseJson)),
    history,
    message: messages[newest]?.text.trim() ?? "",
    outcomes: messages.slice(newest + 1).flatMap(({ role, text, toolCallId = "" }) => {
      const call = calls.get(toolCallId);
      if (role !== "tool" || !call) return [];
      const given = parseJson(call.arguments);
      return [{ name: call.name, arguments: isFields(given) ? given : {}, result: parseJson(text) ?? text }];
    }),
  };
}

function readLine(line: string): Recollection[] {
  const memory = parseJson(line);
  if (!isFields(memory) || typeof memory.text !== "string") return [];
  const date = typeof memory.date === "string" ? memory.date : undefined;
  const byUser = memory.role === undefined || memory.role === "user";
  return [{ date, byUser, isLearnt: memory.kind === "memory", text: memory.text }];
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
