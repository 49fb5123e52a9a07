import type { ChatOrder, JsonSchema, OfferedTool, SaidTurn } from "./chat-order.ts";
import { checkMessages } from "./check-messages.ts";
import { fieldsOf, Refusal, refuseType, textAt } from "./refusal.ts";

const known = new Set(
  `model messages stream stream_options max_tokens max_completion_tokens temperature top_p n stop presence_penalty
  frequency_penalty logit_bias logprobs top_logprobs user tools tool_choice parallel_tool_calls response_format seed
  store metadata service_tier reasoning_effort verbosity prompt_cache_key safety_identifier`.split(/\s+/),
);
const toolName = /^[a-zA-Z0-9_-]{1,64}$/;

/** Throws a Refusal where OpenAI would answer 400. */
export function checkChat(body: Record<string, unknown>): ChatOrder {
  const stranger = Object.keys(body).find((key) => !known.has(key));
  if (stranger) throw new Refusal(`Unrecognized request argument supplied: ${stranger}`);
  const messages = checkMessages(body.messages);
  const stream = body.stream === true;
  checkRange(body.temperature, "temperature", 0, 2);
  checkRange(body.top_p, "top_p", 0, 1);
  if ((body.n ?? 1) !== 1) throw new Refusal("Invalid 'n': this stand-in gives one answer.", { param: "n" });
  if (body.stream_options && !stream) {
    const message = "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
    throw new Refusal(message, { param: "stream_options" });
  }
  const tools = checkTools(body.tools);
  return {
    messages,
    tools,
    toolChoice: checkChoice(body.tool_choice, tools),
    format: checkFormat(body.response_format, messages),
    maxTokens: checkMaxTokens(body),
    stream,
    includeUsage: stream && fieldsOf(body.stream_options ?? {}, "stream_options").include_usage === true,
  };
}

function checkRange(value: unknown, param: string, min: number, max: number): void {
  if (value === undefined || value === null) return;
  if (typeof value !== "number") throw refuseType(param, "a decimal", value);
  if (value < min || value > max) {
    const message = `Invalid '${param}': decimal out of range. Expected a value between ${min} and ${max}, but got ${value} instead.`;
    throw new Refusal(message, { param, code: "decimal_out_of_range" });
  }
}

function checkMaxTokens({ max_tokens, max_completion_tokens }: Record<string, unknown>): number | undefined {
  if (max_tokens != null && max_completion_tokens != null) {
    const message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.";
    throw new Refusal(message, { param: "max_tokens", code: "invalid_parameter_combination" });
  }
  const param = max_tokens != null ? "max_tokens" : "max_completion_tokens";
  const value = max_tokens ?? max_completion_tokens ?? undefined;
  if (value === undefined) return undefined;
  if (!Number.isInteger(value)) throw refuseType(param, "an integer", value);
  if (Number(value) < 1) {
    const message = `Invalid '${param}': integer below minimum value. Expected a value >= 1, but got ${value} instead.`;
    throw new Refusal(message, { param, code: "integer_below_min_value" });
  }
  return Number(value);
}

function checkTools(given: unknown): OfferedTool[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw refuseType("tools", "an array of objects", given);
  if (given.length === 0) {
    const message = "Invalid 'tools': empty array. Expected an array with minimum length 1.";
    throw new Refusal(message, { param: "tools", code: "empty_array" });
  }
  return given.map((tool, at) => {
    const called = fieldsOf(fieldsOf(tool, `tools[${at}]`).function, `tools[${at}].function`);
    const param = `tools[${at}].function.name`;
    const name = textAt(called.name, param);
    if (!toolName.test(name)) {
      const message = `Invalid '${param}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`;
      throw new Refusal(message, { param, code: "invalid_value" });
    }
    return { name, parameters: fieldsOf(called.parameters ?? {}, `tools[${at}].function.parameters`) };
  });
}

function checkChoice(given: unknown, tools: readonly OfferedTool[]): ChatOrder["toolChoice"] {
  if (given === undefined || given === null) return "free";
  if (tools.length === 0) {
    const message = "'tool_choice' is only allowed when 'tools' are specified.";
    throw new Refusal(message, { param: "tool_choice" });
  }
  if (given === "auto") return "free";
  if (given === "none") return "none";
  if (given === "required") return "any";
  const { function: called } = fieldsOf(given, "tool_choice");
  const name = textAt(fieldsOf(called, "tool_choice.function").name, "tool_choice.function.name");
  if (!tools.some((tool) => tool.name === name)) {
    const message = `Invalid value for 'tool_choice': the function '${name}' is not among the tools.`;
    throw new Refusal(message, { param: "tool_choice" });
  }
  return { name };
}

function checkFormat(given: unknown, messages: readonly SaidTurn[]): ChatOrder["format"] {
  if (given === undefined || given === null) return "text";
  const { type, json_schema } = fieldsOf(given, "response_format");
  if (type === "text") return "text";
  if (type === "json_object") {
    if (messages.some(({ text }) => /json/i.test(text))) return "json_object";
    const message =
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
    throw new Refusal(message, { param: "messages" });
  }
  if (type === "json_schema") {
    const fields = fieldsOf(json_schema, "response_format.json_schema");
    const name = textAt(fields.name, "response_format.json_schema.name");
    const schema: JsonSchema = fieldsOf(fields.schema ?? {}, "response_format.json_schema.schema");
    return { name, schema };
  }
  const message = `Invalid value: '${String(type)}'. Supported values are: 'json_object', 'json_schema', and 'text'.`;
  throw new Refusal(message, { param: "response_format.type", code: "invalid_value" });
}
