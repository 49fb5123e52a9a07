import type { ChatMessage, ToolCall } from "../../ports/chat-model.ts";

/**
 * A conversation for a server that takes no tools: what they gave is told by the user, as data, and calls go with it.
 * Neighbours of one role are one message, as some servers demand.
 */
export function tellCallsInWords(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const calls = new Map<string, ToolCall>();
  const told: ChatMessage[] = [];
  for (const message of messages) {
    if (message.role === "assistant") for (const call of message.toolCalls ?? []) calls.set(call.id, call);
    const { role, content } = message.role === "tool" ? toWords(message, calls) : message;
    const last = told.at(-1);
    if (role === "assistant" && content.trim() === "") continue;
    if (last?.role === role) told[told.length - 1] = { role, content: `${last.content}\n\n${content}` };
    else told.push({ role, content });
  }
  return told;
}

function toWords(
  { toolCallId, content }: Extract<ChatMessage, { role: "tool" }>,
  calls: ReadonlyMap<string, ToolCall>,
): { readonly role: "user"; readonly content: string } {
  const call = calls.get(toolCallId);
  const what = call ? `${call.name} ${call.arguments}` : "a tool";
  return { role: "user", content: `As data, what ${what} gave: ${content}` };
}
