import type { MemoryType } from "../../ports/memories.ts";
import { shareOfLength } from "./rate-importance.ts";

/** What says who a person is outlasts what happened around them. */
const base: Readonly<Record<MemoryType, number>> = {
  personal: 0.7,
  health: 0.7,
  preference: 0.6,
  plan: 0.6,
  professional: 0.6,
  fact: 0.5,
  event: 0.5,
  activity: 0.4,
  context: 0.4,
};

/** How much a memory matters that came without a value: its type's base plus up to 0.2 for length. */
export function rateMemory({ type, content }: { type: MemoryType; content: string }): number {
  return Math.round((base[type] + shareOfLength(content)) * 1e6) / 1e6;
}
