import type { Actor } from "../../ports/actor.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { Memories, Memory, MemoryList } from "../../ports/memories.ts";

interface Needs {
  readonly memories: Memories;
  readonly embedder: Pick<Embedder, "model">;
}

/** A page, and the memory after which the next one begins; null at the end. */
export async function listMemories(
  ports: Needs,
  { actor, ...list }: MemoryList & { readonly actor: Actor },
): Promise<{ items: readonly Memory[]; next: string | null }> {
  const found = await ports.memories.list(actor, { ...list, limit: list.limit + 1 }, ports.embedder.model);
  const items = found.slice(0, list.limit);
  return { items, next: found.length > items.length ? items.at(-1)!.id : null };
}
