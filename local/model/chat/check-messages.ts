import type { CalledTool, SaidTurn } from "./chat-order.ts";
import { fieldsOf, Refusal, refuseMissing, refuseType, textAt } from "./refusal.ts";

const roles = ["system", "developer", "user", "assistant", "tool"] as const;
type Role = (typeof roles)[number];
const allowedName = /^[^\s<|\\/>]{1,64}$/;

export function checkMessages(given: unknown): SaidTurn[] {
  if (given === undefined) throw refuseMissing("messages");
  if (!Array.isArray(given)) throw refuseType("messages", "an array of objects", given);
  if (given.length === 0) {
    const message = "Invalid 'messages': empty array. Expected an array with minimum length 1.";
    throw new Refusal(message, { param: "messages", code: "empty_array" });
  }
  const turns = given.map((message, at) => checkMessage(message, `messages[${at}]`));
  checkToolTurns(turns);
  return turns;
}

function checkMessage(given: unknown, param: string): SaidTurn {
  const { role, content, name, tool_calls, tool_call_id } = fieldsOf(given, param);
  const said = textAt(role, `${param}.role`);
  if (!isRole(said)) {
    const message = `Invalid value: '${said}'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.`;
    throw new Refusal(message, { param: `${param}.role`, code: "invalid_value" });
  }
  if (name !== undefined && !allowedName.test(textAt(name, `${param}.name`))) {
    const message = `Invalid '${param}.name': string does not match pattern. Expected a string that matches the pattern '^[^\\s<|\\\\/>]+$'.`;
    throw new Refusal(message, { param: `${param}.name`, code: "invalid_value" });
  }
  const calls = said === "assistant" ? checkCalls(tool_calls, `${param}.tool_calls`) : [];
  return {
    role: said === "developer" ? "system" : said,
    text: checkContent(content, `${param}.content`, calls.length > 0),
    calls,
    toolCallId: said === "tool" ? textAt(tool_call_id, `${param}.tool_call_id`) : undefined,
  };
}

function isRole(role: string): role is Role {
  return (roles as readonly string[]).includes(role);
}

function checkContent(content: unknown, param: string, mayBeNone: boolean): string {
  if (mayBeNone && (content === null || content === undefined)) return "";
  if (content === undefined) throw refuseMissing(param);
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) throw refuseType(param, "one of a string or array of objects", content);
  return content
    .map((part, at) => {
      const { type, text } = fieldsOf(part, `${param}[${at}]`);
      if (type === "text") return textAt(text, `${param}[${at}].text`);
      const message = `Invalid value: '${String(type)}'. This stand-in reads text alone.`;
      throw new Refusal(message, { param: `${param}[${at}].type`, code: "invalid_value" });
    })
    .join("\n");
}

function checkCalls(given: unknown, param: string): CalledTool[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw refuseType(param, "an array of objects", given);
  return given.map((call, at) => {
    const { id, function: called } = fieldsOf(call, `${param}[${at}]`);
    const fields = fieldsOf(called, `${param}[${at}].function`);
    return {
      id: textAt(id, `${param}[${at}].id`),
      name: textAt(fields.name, `${param}[${at}].function.name`),
      arguments: textAt(fields.arguments, `${param}[${at}].function.arguments`),
    };
  });
}

/** Each call is answered at once, and nothing is an answer to no call. */
function checkToolTurns(turns: readonly SaidTurn[]): void {
  let open = new Set<string>();
  for (const [at, turn] of turns.entries()) {
    if (turn.role === "tool") {
      if (!open.delete(turn.toolCallId ?? "")) {
        const message =
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
        throw new Refusal(message, { param: `messages.[${at}].role` });
      }
      continue;
    }
    if (open.size > 0) throw unanswered(open, at);
    open = new Set(turn.calls.map(({ id }) => id));
  }
  if (open.size > 0) throw unanswered(open, turns.length);
}

function unanswered(ids: ReadonlySet<string>, at: number): Refusal {
  const message = `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...ids].join(", ")}`;
  return new Refusal(message, { param: `messages.[${at}].role` });
}
