import type { MemoryMatch } from "../../ports/memory-index.ts";
import type { RefusedType } from "../../ports/person-knowledge.ts";
import { mayBeUsed } from "./may-be-used.ts";

export function mayBeRecalled(match: MemoryMatch, refused: readonly RefusedType[]): boolean {
  const { content: text, createdAt } = match;
  return mayBeUsed({ text, createdAt, ...(match.kind === "memory" && { type: match.type }) }, refused);
}
