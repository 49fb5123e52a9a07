import type { MemoryType } from "../../ports/memories.ts";
import { tellsRefused } from "../learning/delicate/tells-refused.ts";
import { plantsInstruction } from "../learning/plants-instruction.ts";

/** Whether a summary or a title may say it: not what tries to steer the coach, nor what may not be kept of the person. */
export function mayBeSaid(text: string, refusedTypes: readonly MemoryType[]): boolean {
  return !(plantsInstruction(text) || tellsRefused(text, refusedTypes));
}
