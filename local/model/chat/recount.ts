import type { Finding } from "./find-answer.ts";
import { turnAround } from "./turn-around.ts";

const startsWithSubject = /^(?:i|i'm|i've|my|we|our|the user|the user's)\b/i;

/** "You told me in May that you love tea", or the words themselves where they are no such clause. */
export function recount({ clause, when, byUser }: Finding, also = false): string {
  const adverb = also ? " also" : "";
  if (!byUser) return `I${adverb} told you ${when}: “${clause}”`;
  const lead = `You${adverb} told me ${when}`;
  const text = clause.replace(/^user(?=\b)/i, "the user");
  return startsWithSubject.test(text) ? `${lead} that ${turnAround(text)}.` : `${lead}: “${clause}”`;
}

export function recountAll(findings: readonly Finding[]): string {
  return findings.map((finding, at) => recount(finding, at > 0)).join(" ");
}
