import type { Prompt } from "./read-prompt.ts";
import { errorIn, textsIn } from "./read-results.ts";
import { readWish } from "./read-wish.ts";
import { turnAround } from "./turn-around.ts";

/** What came of the tools that were called. */
export function tellOutcome({ message, outcomes }: Prompt): string | undefined {
  const last = outcomes.at(-1);
  if (!last) return undefined;
  const error = errorIn(last.result);
  if (error !== undefined) return `That did not work: ${error}`;
  const wish = readWish(message);
  const subject = wish?.subject ?? "that";
  switch (last.name) {
    case "remember":
      return `I will remember that ${turnAround(wish?.subject ?? String(last.arguments.content ?? subject))}.`;
    case "forget":
      return `I have forgotten what you said about ${turnAround(subject)}.`;
    case "search_memory":
      return wish?.kind === "forget"
        ? `I found nothing about ${turnAround(subject)}, so there is nothing to forget.`
        : tellFound(String(last.arguments.query ?? subject), textsIn(last.result));
    default:
      return `${last.name} says: ${JSON.stringify(last.result).slice(0, 500)}`;
  }
}

function tellFound(query: string, texts: readonly string[]): string {
  if (texts.length === 0) return `I searched my memory for “${query}” and found nothing.`;
  const listed = texts.slice(0, 3).map((text) => `“${text}”`);
  return `I searched my memory for “${query}” and found: ${listed.join("; ")}.`;
}
