import { plantsInstruction } from "../learning/plants-instruction.ts";
import { toOneLine } from "../learning/to-one-line.ts";

const mostCharacters = 2_000;

/** Without sentences that try to steer the coach; null where nothing is left. */
export function cleanSummary(given: string): string | null {
  const text = toOneLine(given);
  let summary = "";
  for (const sentence of text.split(/(?<=[.!?。！？])\s+/u)) {
    if (plantsInstruction(sentence)) continue;
    const longer = summary === "" ? sentence : `${summary} ${sentence}`;
    if ([...longer].length > mostCharacters) break;
    summary = longer;
  }
  // One sentence that is too long by itself.
  if (summary === "" && !plantsInstruction(text)) summary = [...text].slice(0, mostCharacters).join("");
  return /[\p{L}\p{N}]/u.test(summary) ? summary : null;
}
