import { NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { Memories, Memory } from "../../ports/memories.ts";

interface Needs {
  readonly memories: Memories;
  readonly embedder: Pick<Embedder, "model">;
}

export async function getMemory(ports: Needs, { actor, id }: { actor: Actor; id: string }): Promise<Memory> {
  const memory = await ports.memories.find(actor, id, ports.embedder.model);
  if (!memory) throw new NotFound("memory");
  return memory;
}
