import type { MemoryType } from "../../ports/memories.ts";
import type { RefusedType } from "../../ports/person-knowledge.ts";
import { tellsRefused } from "../learning/delicate/tells-refused.ts";

interface Known {
  readonly type?: MemoryType;
  readonly text: string;
  readonly createdAt: number;
  /** Drawn from what was said, by us: it was not to be kept without a consent. */
  readonly isLearnt?: boolean;
}

/**
 * Whether a prompt may say it: not what is of a refused type, nor what tells of one in so many words and was learnt, or
 * is from before the person took it back. What they say themselves, since then or where they never spoke of a consent,
 * is theirs to say.
 */
export function mayBeUsed(known: Known, refused: readonly RefusedType[]): boolean {
  return refused.every(({ type, since }) => {
    if (type === known.type) return false;
    const isTheirs = !known.isLearnt && (since === null || known.createdAt > since);
    return isTheirs || !tellsRefused(known.text, [type]);
  });
}
