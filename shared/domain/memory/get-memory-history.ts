import { NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { Memories, MemoryVersion } from "../../ports/memories.ts";

interface Needs {
  readonly memories: Memories;
  readonly embedder: Pick<Embedder, "model">;
}

/** Everything that was believed of a memory, newest first. */
export async function getMemoryHistory(
  ports: Needs,
  { actor, id }: { actor: Actor; id: string },
): Promise<readonly MemoryVersion[]> {
  const versions = await ports.memories.history(actor, id, ports.embedder.model);
  if (versions.length === 0) throw new NotFound("memory");
  return versions;
}
