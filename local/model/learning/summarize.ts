import { contentWords } from "../chat/content-words.ts";
import type { LearnMessage } from "./find-facts.ts";
import type { Sourced } from "./fold-claims.ts";
import { textOf } from "./write-fact.ts";

const mostSentences = 3;
const mostWords = 6;

/** One to three sentences: what was told, the weightiest first said as they came, or what it was about. */
export function summarize(messages: readonly LearnMessage[], told: readonly Sourced[]): string {
  const weightiest = told.toSorted((a, b) => b.claim.importance - a.claim.importance).slice(0, mostSentences);
  const sentences = told.filter((each) => weightiest.includes(each)).map(({ claim }) => textOf(claim));
  if (sentences.length > 0) return sentences.join(" ");
  const own = messages.filter(({ role }) => role === "user").map(({ text }) => text);
  const words = [...new Set(own.flatMap((text) => contentWords(text)))].slice(0, mostWords);
  return words.length > 0 ? `The user talked about ${words.join(", ")}.` : "The user said little.";
}
