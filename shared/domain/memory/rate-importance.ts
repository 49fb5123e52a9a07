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
  const words = message.content.split(/\s+/u).filter(Boolean).length;
  const rated = base[message.role] + lengthShare * Math.min(1, words / wordsForFullLength);
  return Math.round(rated * 1e6) / 1e6;
}
