import { takeStep } from "../coach/take-step.ts";
import { answerLearning } from "../learning/answer-learning.ts";
import { chooseCall } from "./call-tools.ts";
import type { CalledTool, ChatOrder, JsonSchema } from "./chat-order.ts";
import { followSchema } from "./follow-schema.ts";
import { digestOf } from "./hash-text.ts";
import { makeTitle, wantsTitle } from "./make-title.ts";
import { openConversation } from "./open-conversation.ts";
import { parseJson } from "./parse-json.ts";
import { type Prompt, readPrompt } from "./read-prompt.ts";
import { saySomething } from "./say-something.ts";
import { tellOutcome } from "./tell-outcome.ts";

export interface Reply {
  readonly text: string;
  readonly calls: readonly CalledTool[];
}

export function planReply(order: ChatOrder, now: number): Reply {
  const prompt = readPrompt(order.messages);
  const opening = openConversation(prompt, now);
  if (opening !== undefined) return { text: opening, calls: [] };
  const step = takeStep(order, prompt, now);
  if (step && "text" in step) return { text: step.text, calls: [] };
  const call = step && "call" in step ? step.call : chooseCall(order, prompt);
  if (call) {
    const given = JSON.stringify(call.arguments);
    const id = `call_${digestOf([prompt.message, prompt.outcomes.length, call.name, given].join("\n")).slice(0, 24)}`;
    return { text: "", calls: [{ id, name: call.name, arguments: given }] };
  }
  const learnt =
    typeof order.format === "object" ? answerLearning(order.format.name, order.messages) : undefined;
  if (learnt !== undefined) return { text: JSON.stringify(learnt), calls: [] };
  if (!step) return { text: inFormat(order, prompt, now), calls: [] };
  const text = inFormat(order, { ...prompt, outcomes: [] }, now);
  return { text: [text, "after" in step && step.after].filter(Boolean).join(" "), calls: [] };
}

function inFormat({ format, tools }: ChatOrder, prompt: Prompt, now: number): string {
  const first = prompt.history.find(({ role }) => role === "user")?.text ?? prompt.message;
  const title = tools.length === 0 && wantsTitle(prompt.system);
  if (typeof format === "object") {
    return JSON.stringify(followSchema(format.schema, title ? first : prompt.message));
  }
  if (format === "json_object") {
    const schema = schemaInWords(prompt.system);
    if (schema) return JSON.stringify(followSchema(schema, title ? first : prompt.message));
    return JSON.stringify({ answer: saySomething(prompt, now) });
  }
  if (title) return makeTitle(first);
  return tellOutcome(prompt) ?? saySomething(prompt, now);
}

/** A schema that the system message holds, for want of a place of its own. */
function schemaInWords(system: string): JsonSchema | undefined {
  const found = parseJson(system.slice(system.search(/\{\s*"/)).trim());
  return typeof found === "object" && found !== null ? (found as JsonSchema) : undefined;
}
