import type { Role } from "../../ports/messages.ts";

const base: Readonly<Record<Role, number>> = { user: 0.5, assistant: 0.35, system: 0.2 };
const wordsForFullLength = 40;
const lengthShare = 0.2;

/**
 * How much a message matters, from 0 to 1. An explicit value stands as it is; else the role's base
 * plus up to 0.2 for length: base + 0.2 · min(1, words / 40).
 */
export function rateImportance(message: {
  role: Role;
  content: string;
  explicit?: number | undefined;
}): number {
  if (message.explicit !== undefined) return message.explicit;
  return Math.round((base[message.role] + shareOfLength(message.content)) * 1e6) / 1e6;
}

export function shareOfLength(content: string): number {
  const words = content.split(/\s+/u).filter(Boolean).length;
  return lengthShare * Math.min(1, words / wordsForFullLength);
}
