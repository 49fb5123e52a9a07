import { NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { HistoryStretch, Memories, MemoryVersion } from "../../ports/memories.ts";
import type { Page } from "../../ports/page.ts";

interface Needs {
  readonly memories: Pick<Memories, "history">;
  readonly embedder: Pick<Embedder, "model">;
}

/** Everything that was believed of a memory, newest first, page by page. */
export async function getMemoryHistory(
  { memories, embedder }: Needs,
  { actor, id, after, limit }: HistoryStretch & { readonly actor: Actor; readonly id: string },
): Promise<Page<MemoryVersion>> {
  const found = await memories.history(actor, id, { after, limit: limit + 1 }, embedder.model);
  if (found.length === 0) throw new NotFound("memory");
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? String(items.at(-1)!.version) : null };
}
