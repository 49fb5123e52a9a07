import type { ChatMessage } from "../../ports/chat-model.ts";

/** A conversation in which roles take turns, as some servers demand: a turn that failed has left two of one side by side. */
export function takeTurns(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const taken: ChatMessage[] = [];
  for (const message of messages) {
    const last = taken.at(-1);
    if (last && isOfWords(last) && isOfWords(message) && last.role === message.role)
      taken[taken.length - 1] = { role: last.role, content: `${last.content}\n\n${message.content}` };
    else taken.push(message);
  }
  return taken;
}

/** Some servers refuse what has no word, as a reply has that was stopped before its first; but not calls. */
export function saysSomething(message: ChatMessage): boolean {
  return !isOfWords(message) || message.content.trim() !== "";
}

type OfWords = { readonly role: "system" | "user" | "assistant"; readonly content: string };

/** Neither a call nor what it gave. */
function isOfWords(message: ChatMessage): message is ChatMessage & OfWords {
  return message.role !== "tool" && !(message.role === "assistant" && (message.toolCalls ?? []).length > 0);
}
