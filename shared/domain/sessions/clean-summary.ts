import type { MemoryType } from "../../ports/memories.ts";
import { toOneLine } from "../learning/to-one-line.ts";
import { mayBeSaid } from "./may-be-said.ts";

const mostCharacters = 2_000;

/** Without sentences that try to steer the coach, or tell of what may not be kept; null where nothing is left. */
export function cleanSummary(given: string, refusedTypes: readonly MemoryType[]): string | null {
  const text = toOneLine(given);
  let summary = "";
  for (const sentence of text.split(/(?<=[.!?。！？])\s+/u)) {
    if (!mayBeSaid(sentence, refusedTypes)) continue;
    const longer = summary === "" ? sentence : `${summary} ${sentence}`;
    if ([...longer].length > mostCharacters) break;
    summary = longer;
  }
  // One sentence that is too long by itself.
  if (summary === "" && mayBeSaid(text, refusedTypes)) summary = [...text].slice(0, mostCharacters).join("");
  return /[\p{L}\p{N}]/u.test(summary) ? summary : null;
}
