import type { OpenAI } from "openai";
import type { ChatMessage, ChatRequest, ToolSpec } from "../../ports/chat-model.ts";
import type { Dialect, Optional } from "./dialect.ts";
import { tellCallsInWords } from "./tell-calls-in-words.ts";

type Params = OpenAI.Chat.ChatCompletionCreateParamsStreaming;
type Message = OpenAI.Chat.ChatCompletionMessageParam;

export interface ModelSettings {
  readonly model: string;
  readonly temperature: number;
  readonly maxTokens: number;
}

/** A model that knows of no tools would say that it has done what it is asked for. */
const toolsInWords =
  "You have no tools here: you can neither look anything up nor keep, set or change anything. Say so where you are asked to.";

/** The request in the words that this server takes. */
export function writeChatRequest(given: ChatRequest, settings: ModelSettings, dialect: Dialect): Params {
  const request = given.mustCall === "none" && !dialect.takesToolChoice ? withoutTools(given) : given;
  const tools = dialect.takesTools ? (request.tools ?? []) : [];
  return {
    model: settings.model,
    stream: true,
    ...(dialect.takesStreamOptions && { stream_options: { include_usage: true } }),
    [dialect.lengthName]: request.maxTokens ?? settings.maxTokens,
    ...(dialect.takesTemperature && { temperature: request.temperature ?? settings.temperature }),
    messages: toldIn(request, dialect).map(toMessage),
    ...(tools.length > 0 && writeTools(request, tools, dialect)),
    ...writeFormat(request, dialect),
    ...writeOptional(request, tools, dialect),
  };
}

/** Whom nothing tells that it may call none must see none. */
function withoutTools({ tools: _, ...request }: ChatRequest): ChatRequest {
  return request;
}

function writeOptional(
  request: ChatRequest,
  tools: readonly ToolSpec[],
  { leftOut }: Dialect,
): Partial<Params> {
  const wished: Readonly<Record<Optional, unknown>> = {
    top_p: request.topP,
    stop: request.stop,
    seed: request.seed,
    presence_penalty: request.presencePenalty,
    frequency_penalty: request.frequencyPenalty,
    parallel_tool_calls: tools.length > 0 ? request.callsSeveral : undefined,
  };
  const known = Object.entries(wished).filter(
    ([name, value]) => value !== undefined && !leftOut.includes(name as Optional),
  );
  return Object.fromEntries(known);
}

function writeTools(
  { mustCall }: ChatRequest,
  tools: readonly ToolSpec[],
  { takesToolChoice }: Dialect,
): Partial<Params> {
  return {
    tools: tools.map(({ name, description, parameters, strict }) => ({
      type: "function" as const,
      function: {
        ...{ name, description, parameters: { ...parameters } },
        ...(strict !== undefined && { strict }),
      },
    })),
    ...(mustCall && takesToolChoice && { tool_choice: writeChoice(mustCall) }),
  };
}

function writeChoice(mustCall: NonNullable<ChatRequest["mustCall"]>): Params["tool_choice"] & {} {
  if (mustCall === "any") return "required";
  return mustCall === "none" ? "none" : { type: "function", function: { name: mustCall.name } };
}

function writeFormat({ schema, asJson }: ChatRequest, { json }: Dialect): Partial<Params> {
  if (schema && json === "json_schema") {
    const { name, schema: shape, strict } = schema;
    const json_schema = { name, schema: { ...shape }, ...(strict !== undefined && { strict }) };
    return { response_format: { type: "json_schema", json_schema } };
  }
  return (schema || asJson) && json !== "words" ? { response_format: { type: "json_object" } } : {};
}

/** The conversation in what the server takes. Without tools some know of no calls either: those are told in words. */
function toldIn(request: ChatRequest, dialect: Dialect): readonly ChatMessage[] {
  const { messages, tools = [] } = request;
  const isGivenUp = tools.length > 0 && !dialect.takesTools;
  const words = [schemaInWords(request, dialect), isGivenUp && toolsInWords].filter(Boolean).join("\n\n");
  const told = withWords(messages, words);
  return tools.length > 0 && !isGivenUp ? told : tellCallsInWords(told);
}

function schemaInWords({ schema, asJson }: ChatRequest, { json }: Dialect): string {
  const isWritten = schema ? json === "json_schema" : json !== "words";
  if (isWritten || !(schema || asJson)) return "";
  const only = "Answer with one JSON object and nothing else.";
  return schema ? `${only} It follows this JSON Schema:\n${JSON.stringify(schema.schema)}` : only;
}

/** Into the first system message: some servers take no second one. */
function withWords(messages: readonly ChatMessage[], words: string): readonly ChatMessage[] {
  if (words === "") return messages;
  const [first, ...rest] = messages;
  return first?.role === "system"
    ? [{ ...first, content: `${first.content}\n\n${words}` }, ...rest]
    : [{ role: "system", content: words }, ...messages];
}

function toMessage(message: ChatMessage): Message {
  switch (message.role) {
    case "tool":
      return { role: "tool", tool_call_id: message.toolCallId, content: message.content };
    case "assistant": {
      const { content, toolCalls = [] } = message;
      if (toolCalls.length === 0) return { role: "assistant", content };
      const tool_calls = toolCalls.map(({ id, name, arguments: given }) => ({
        ...{ id, type: "function" as const, function: { name, arguments: given } },
      }));
      return { role: "assistant", content: content || null, tool_calls };
    }
    default:
      return { role: message.role, content: message.content };
  }
}
