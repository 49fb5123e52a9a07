import type { MemoryMatch } from "../../ports/memory-index.ts";
import type { RefusedType } from "../../ports/person-knowledge.ts";
import { mayBeUsed } from "./may-be-used.ts";

/** A memory that rests on no message is a client's own word. */
export function mayBeRecalled(match: MemoryMatch, refused: readonly RefusedType[]): boolean {
  const { content: text, createdAt } = match;
  if (match.kind === "message") return mayBeUsed({ text, createdAt }, refused);
  const isLearnt = match.sourceMessageIds.length > 0;
  return mayBeUsed({ text, createdAt, type: match.type, isLearnt }, refused);
}
