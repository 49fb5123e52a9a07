import { clausesOf } from "./clauses.ts";
import { contentWords } from "./content-words.ts";

const longestTitle = 6;
const wanted =
  /\b(?:give|write|find|make|suggest|create|generate|answer with|reply with|need|want)\b[^.\n]{0,80}\btitle\b/i;

export function wantsTitle(system: string): boolean {
  return wanted.test(system);
}

/** The words that carry a text, the first six. */
export function makeTitle(text: string): string {
  const [asked = ""] = text.split(/\n\s*assistant\s*:/i);
  const plain = asked.replaceAll(/^\s*(?:user|person|assistant)\s*:\s*/gim, "");
  const words = contentWords(
    clausesOf(plain)
      .join(" ")
      .replace(/\bmy name is\b/gi, ""),
  )
    .slice(0, longestTitle)
    .join(" ");
  const title = words || plain.trim().split(/\s+/).slice(0, longestTitle).join(" ") || "Conversation";
  return title.charAt(0).toUpperCase() + title.slice(1);
}
