import type { MemoryType } from "../../ports/memories.ts";
import type { RefusedType } from "../../ports/person-knowledge.ts";
import { tellsRefused } from "../learning/delicate/tells-refused.ts";

interface Known {
  readonly type?: MemoryType;
  readonly text: string;
  readonly createdAt: number;
}

/**
 * Whether a prompt may say it: not what is of a refused type, nor what tells of one in so many words and is from before
 * the person took it back. What they say since then is theirs to say.
 */
export function mayBeUsed({ type, text, createdAt }: Known, refused: readonly RefusedType[]): boolean {
  return refused.every(
    (each) =>
      each.type !== type &&
      (each.since === null || createdAt > each.since || !tellsRefused(text, [each.type])),
  );
}
