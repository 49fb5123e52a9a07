import type { Letter } from "../../ports/turn-queue.ts";
import { cutForEmbedding } from "../memory/batch-texts.ts";
import { queryDeadlineMs } from "../memory/embed-query.ts";
import type { TurnNeeds, TurnRules } from "./turn-needs.ts";

/**
 * How long the store that decides waits for the vector of what was said; then it goes by keywords. The call itself has
 * as long as a search's: a model that needs a little more is slow, and not down.
 */
const patienceMs = 250;

/**
 * Asks for the vector of what was said at once, beside Redis, which knows it only of what was asked lately; `vector`
 * waits for it, unless nobody needs it any more.
 */
export function embedMessage(ports: TurnNeeds, { text, turnId }: Letter, { recallLimit }: TurnRules) {
  const asked = recallLimit > 0 ? inTime(ask(ports, text)) : Promise.resolve<Asked>({ vector: null });
  return {
    async vector(): Promise<readonly number[] | null> {
      const { vector, error } = await asked;
      if (error) {
        ports.log.warn("message not embedded in time, its turn goes by keywords", { turn_id: turnId, error });
      }
      return vector;
    },
  };
}

interface Asked {
  readonly vector: readonly number[] | null;
  readonly error?: unknown;
}

async function inTime(asked: Promise<Asked>): Promise<Asked> {
  const { promise, resolve } = Promise.withResolvers<Asked>();
  const error = new Error(`no vector within ${patienceMs} ms`);
  const impatience = setTimeout(() => resolve({ vector: null, error }), patienceMs);
  try {
    return await Promise.race([asked, promise]);
  } finally {
    clearTimeout(impatience);
  }
}

async function ask({ embedder }: TurnNeeds, text: string): Promise<Asked> {
  try {
    const [vector] = await embedder.embed([cutForEmbedding(text).text], { deadlineMs: queryDeadlineMs });
    return { vector: vector?.map(Math.fround) ?? null };
  } catch (error) {
    return { vector: null, error };
  }
}
