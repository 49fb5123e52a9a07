import { createHash } from "node:crypto";
import { ValidationFailed } from "#shared/errors.ts";
import type { ChatMessage, ToolSpec } from "#shared/ports/chat-model.ts";
import type { Completion } from "#shared/ports/completion.ts";
import type { CompletionBody } from "#shared/wire/http/completions.ts";

export interface AskedCompletion {
  /** What is said now. */
  readonly text: string;
  /** The name of the conversation, where the client gives none. */
  readonly conversation: string;
  readonly completion: Completion;
}

type Message = CompletionBody["messages"][number];

const mostCharacters = 32_000;
/** What a letter to the runner holds: the queue takes a megabyte, in which a character may stand for three. */
const mostBytes = 250_000;

/** What a request of OpenAI's protocol asks for. A history that is too long for a letter loses its beginning. */
export function toCompletion(body: CompletionBody, replacesPersona: boolean): AskedCompletion {
  const { messages } = body;
  checkCalls(messages);
  const at = messages.findLastIndex(({ role }) => role === "user");
  const text = messages[at]!.content ?? "";
  const length = Array.from(text).length;
  const path = `messages.${at}.content`;
  if (length === 0) throw ValidationFailed.at(path, "must not be empty");
  if (length > mostCharacters)
    throw ValidationFailed.at(path, `must not exceed ${mostCharacters} characters`);
  const first = messages.find(({ role }) => role === "user")!.content ?? "";
  const completion = {
    replacesPersona,
    instructions: messages
      .flatMap((message) => (isInstruction(message) && message.content ? [message.content] : []))
      .join("\n\n"),
    before: messages.slice(0, at).flatMap(toTold),
    since: messages.slice(at + 1).flatMap(toTold),
    tools: (body.tools ?? []).map(toSpec),
    mustCall: toMustCall(body.tool_choice),
    callsSeveral: body.parallel_tool_calls ?? undefined,
    manner: toManner(body),
  };
  return { text, conversation: nameByFirst(first), completion: fitLetter(completion) };
}

function isInstruction({ role }: Message): boolean {
  return role === "system" || role === "developer";
}

/** The same person who begins with the same words goes on where they were. */
function nameByFirst(text: string): string {
  return `o-${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;
}

function toTold(message: Message): ChatMessage[] {
  switch (message.role) {
    case "user":
      return [
        { role: "user", content: message.name ? `${message.name}: ${message.content}` : message.content },
      ];
    case "assistant": {
      const toolCalls = (message.tool_calls ?? []).map(({ id, function: called }) => ({ id, ...called }));
      const said = { role: "assistant", content: message.content ?? "" } as const;
      return [toolCalls.length > 0 ? { ...said, toolCalls } : said];
    }
    case "tool":
      return [{ role: "tool", toolCallId: message.tool_call_id, content: message.content }];
    default:
      return [];
  }
}

function toSpec({
  function: { name, description, parameters },
}: NonNullable<CompletionBody["tools"]>[number]): ToolSpec {
  return {
    name,
    description: description ?? "",
    parameters: parameters ?? { type: "object", properties: {} },
  };
}

function toMustCall(choice: CompletionBody["tool_choice"]): Completion["mustCall"] {
  if (!choice || choice === "auto") return undefined;
  if (choice === "none") return "none";
  return choice === "required" ? "any" : { name: choice.function.name };
}

function toManner(body: CompletionBody): Completion["manner"] {
  const { stop, response_format: format } = body;
  const schema = format?.type === "json_schema" ? format.json_schema : undefined;
  return {
    temperature: body.temperature ?? undefined,
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    topP: body.top_p ?? undefined,
    stop: typeof stop === "string" ? [stop] : stop?.length ? stop : undefined,
    presencePenalty: body.presence_penalty ?? undefined,
    frequencyPenalty: body.frequency_penalty ?? undefined,
    seed: body.seed ?? undefined,
    schema: schema && { name: schema.name, schema: schema.schema ?? {}, strict: schema.strict ?? undefined },
    asJson: format?.type === "json_object" || undefined,
  };
}

/** Each call is answered before anything else is said, and nothing answers what was not called. */
function checkCalls(messages: readonly Message[]): void {
  let open = new Set<string>();
  for (const [at, message] of messages.entries()) {
    if (message.role === "tool") {
      if (open.delete(message.tool_call_id)) continue;
      throw ValidationFailed.at(`messages.${at}.tool_call_id`, "must be a call of the message before");
    }
    if (open.size > 0) throw unanswered(at, open);
    open = new Set(message.role === "assistant" ? message.tool_calls?.map(({ id }) => id) : []);
  }
  if (open.size > 0) throw unanswered(messages.length - 1, open);
}

function unanswered(at: number, open: ReadonlySet<string>): ValidationFailed {
  return ValidationFailed.at(`messages.${at}`, `must answer the tool calls ${[...open].join(", ")} first`);
}

function fitLetter(completion: Completion): Completion {
  const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
  let left = mostBytes - sizeOf({ ...completion, before: [] });
  if (left < 0) {
    const complaint = `must not exceed ${mostBytes} bytes in all, with the tools, beside the history before the last message of the user`;
    throw ValidationFailed.at("messages", complaint);
  }
  let from = completion.before.length;
  while (from > 0) {
    left -= sizeOf(completion.before[from - 1]) + 1;
    if (left < 0) break;
    from -= 1;
  }
  return { ...completion, before: completion.before.slice(from) };
}
