import type { MemoryType } from "../../ports/memories.ts";
import { tellsRefused } from "../learning/delicate/tells-refused.ts";
import { plantsInstruction } from "../learning/plants-instruction.ts";
import { toOneLine } from "../learning/to-one-line.ts";

const mostCharacters = 2_000;

/** Without sentences that try to steer the coach, or tell of what may not be kept; null where nothing is left. */
export function cleanSummary(given: string, refusedTypes: readonly MemoryType[]): string | null {
  const mayStay = (said: string) => !(plantsInstruction(said) || tellsRefused(said, refusedTypes));
  const text = toOneLine(given);
  let summary = "";
  for (const sentence of text.split(/(?<=[.!?。！？])\s+/u)) {
    if (!mayStay(sentence)) continue;
    const longer = summary === "" ? sentence : `${summary} ${sentence}`;
    if ([...longer].length > mostCharacters) break;
    summary = longer;
  }
  // One sentence that is too long by itself.
  if (summary === "" && mayStay(text)) summary = [...text].slice(0, mostCharacters).join("");
  return /[\p{L}\p{N}]/u.test(summary) ? summary : null;
}
