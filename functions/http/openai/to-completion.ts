import { createHash } from "node:crypto";
import { ValidationFailed } from "#shared/errors.ts";
import type { ChatMessage, ToolSpec } from "#shared/ports/chat-model.ts";
import type { Completion } from "#shared/ports/completion.ts";
import type { CompletionBody } from "#shared/wire/http/completions.ts";
import { fitLetter } from "./fit-letter.ts";
import { isReadable, readContent } from "./read-content.ts";

export interface AskedCompletion {
  /** What is said now. */
  readonly text: string;
  /** The name of the conversation, where the client gives none. */
  readonly conversation: string;
  readonly completion: Completion;
}

export interface HowAsked {
  /** What is said is kept, and so travels in a letter. */
  readonly isKept: boolean;
  readonly isRepeat: boolean;
  readonly replacesPersona: boolean;
  /** What the model reads at most. */
  readonly contextTokens: number;
}

type Message = CompletionBody["messages"][number];

/** Of a message that is kept. */
const mostCharacters = 32_000;

/** What a request of OpenAI's protocol asks for. */
export function toCompletion(
  body: CompletionBody,
  { isKept, isRepeat, replacesPersona, contextTokens }: HowAsked,
): AskedCompletion {
  const { messages } = body;
  checkCalls(messages);
  const at = messages.findLastIndex(({ role }) => role === "user");
  const said = messages[at]!.content ?? "";
  const path = `messages.${at}.content`;
  if (!isReadable(said)) throw ValidationFailed.at(path, "must be text: nothing else is read");
  const text = readContent(said);
  const length = Array.from(text).length;
  if (length === 0) throw ValidationFailed.at(path, "must not be empty");
  if (isKept && length > mostCharacters)
    throw ValidationFailed.at(path, `must not exceed ${mostCharacters} characters`);
  const first = messages.find(({ role }) => role === "user")!.content ?? "";
  const since = messages.slice(at + 1).flatMap(toTold);
  const completion = {
    instructions: messages
      .filter(isInstruction)
      .map(({ content }) => readContent(content ?? ""))
      .filter((content) => content !== "")
      .join("\n\n"),
    replacesPersona,
    before: messages.slice(0, at).flatMap(toTold),
    since,
    isSaidAgain: isRepeat || since.length > 0,
    tools: (body.tools ?? []).map(toSpec),
    mustCall: toMustCall(body.tool_choice),
    callsSeveral: body.parallel_tool_calls ?? undefined,
    manner: toManner(body),
  };
  const conversation = nameByFirst(readContent(first));
  return { text, conversation, completion: isKept ? fitLetter(completion, contextTokens) : completion };
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
        {
          role: "user",
          content: `${message.name ? `${message.name}: ` : ""}${readContent(message.content)}`,
        },
      ];
    case "assistant": {
      const toolCalls = (message.tool_calls ?? []).map(({ id, function: called }) => ({ id, ...called }));
      const said = { role: "assistant", content: readContent(message.content ?? "") } as const;
      return [toolCalls.length > 0 ? { ...said, toolCalls } : said];
    }
    case "tool":
      return [{ role: "tool", toolCallId: message.tool_call_id, content: readContent(message.content) }];
    default:
      return [];
  }
}

function toSpec({
  function: { name, description, parameters, strict },
}: NonNullable<CompletionBody["tools"]>[number]): ToolSpec {
  return {
    name,
    description: description ?? "",
    parameters: parameters ?? { type: "object", properties: {} },
    strict: strict ?? undefined,
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
    stop: stop?.length ? [stop].flat() : undefined,
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
