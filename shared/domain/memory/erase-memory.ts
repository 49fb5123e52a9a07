import { NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Memories } from "../../ports/memories.ts";

interface Needs {
  readonly memories: Pick<Memories, "erase">;
}

export async function eraseMemory(ports: Needs, { actor, id }: { actor: Actor; id: string }): Promise<void> {
  if (!(await ports.memories.erase(actor, id))) throw new NotFound("memory");
}
