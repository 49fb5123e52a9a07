import type { MemoryType } from "../../../ports/memories.ts";
import { healthWords } from "./health-words.ts";
import { personalWords } from "./personal-words.ts";

const words = { health: healthWords, personal: personalWords } as const;

/**
 * Which types that need consent a text tells of in so many words, whatever a model calls it. Plain words, most of them
 * English: what only hints at something is for the model to leave out, which is told what may not be kept.
 */
export function delicateTypesOf(text: string): MemoryType[] {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[’‘]/gu, "'")
    .replace(/\s+/gu, " ")
    .toLowerCase();
  return (["health", "personal"] as const).filter((type) => words[type].some((sign) => sign.test(plain)));
}
