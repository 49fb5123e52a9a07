import { contentWords } from "../chat/content-words.ts";
import { delicateTypeOf } from "./delicate-type-of.ts";
import type { LearnMessage } from "./find-facts.ts";
import type { Sourced } from "./fold-claims.ts";
import { textOf } from "./write-fact.ts";

const mostSentences = 3;
const mostWords = 6;

/**
 * One to three sentences: the weightiest of what was told, as it came, or what was spoken of. Of health and what is
 * personal it says nothing: whether that may be kept is not for it to know.
 */
export function summarize(messages: readonly LearnMessage[], told: readonly Sourced[]): string {
  const plain = told.filter((each) => !isDelicate(each));
  const weightiest = plain
    .toSorted((a, b) => b.claim.importance - a.claim.importance)
    .slice(0, mostSentences);
  const sentences = plain.filter((each) => weightiest.includes(each)).map(({ claim }) => textOf(claim));
  if (sentences.length > 0) return sentences.join(" ");
  const delicate = new Set(told.filter(isDelicate).flatMap(({ sources }) => sources));
  const own = messages
    .filter(({ role, n, text, said }) => role === "user" && !delicate.has(n) && !delicateTypeOf(text, said))
    .map(({ text }) => text);
  const words = [...new Set(own.flatMap((text) => contentWords(text)))].slice(0, mostWords);
  return words.length > 0 ? `The user talked about ${words.join(", ")}.` : "The user said little.";
}

function isDelicate({ claim }: Sourced): boolean {
  return claim.type === "health" || claim.type === "personal";
}
