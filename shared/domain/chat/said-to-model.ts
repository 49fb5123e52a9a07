import type { ChatMessage } from "../../ports/chat-model.ts";
import type { SaidMessage } from "../../ports/turns.ts";

/** What was said, as a model is told it. */
export function saidToModel({ role, name, content }: SaidMessage): ChatMessage {
  if (role === "assistant") return { role, content };
  // What somebody stored as a system message is part of the conversation, not of our rules.
  return { role: "user", content: name === null ? content : `${name}: ${content}` };
}
