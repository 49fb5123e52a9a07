import type { OpenAI } from "openai";
import type { ChatMessage, ChatRequest } from "../../ports/chat-model.ts";
import type { Dialect } from "./dialect.ts";

type Params = OpenAI.Chat.ChatCompletionCreateParamsStreaming;
type Message = OpenAI.Chat.ChatCompletionMessageParam;

export interface ModelSettings {
  readonly model: string;
  readonly temperature: number;
  readonly maxTokens: number;
}

/** The request in the words that this server takes. */
export function writeChatRequest(request: ChatRequest, settings: ModelSettings, dialect: Dialect): Params {
  const { tools = [], schema } = request;
  return {
    model: settings.model,
    stream: true,
    ...(dialect.takesStreamOptions && { stream_options: { include_usage: true } }),
    [dialect.lengthName]: request.maxTokens ?? settings.maxTokens,
    ...(dialect.takesTemperature && { temperature: request.temperature ?? settings.temperature }),
    messages: withSchemaInWords(request, dialect).map(toMessage),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, parameters }) => ({
        type: "function" as const,
        function: { name, description, parameters: { ...parameters } },
      })),
    }),
    ...(schema && dialect.json === "json_schema" && { response_format: jsonSchema(schema) }),
    ...(schema && dialect.json === "json_object" && { response_format: { type: "json_object" as const } }),
  };
}

function jsonSchema({ name, schema }: NonNullable<ChatRequest["schema"]>) {
  return { type: "json_schema" as const, json_schema: { name, schema: { ...schema } } };
}

/** Into the first system message: some servers take no second one. */
function withSchemaInWords({ messages, schema }: ChatRequest, { json }: Dialect): readonly ChatMessage[] {
  if (!schema || json === "json_schema") return messages;
  const words = `Answer with one JSON object and nothing else. It follows this JSON Schema:\n${JSON.stringify(schema.schema)}`;
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
