import { uuidv7 } from "uuidv7";
import { deriveTextHash, instantOfId } from "#shared/domain/access/derive-ids.ts";
import type { Actor } from "#shared/ports/actor.ts";
import type { CreateMemory, MemoryWrite, NewMemory } from "#shared/ports/memories.ts";

export function buildMemory(given: Partial<Omit<NewMemory, "textHash" | "createdAt">> = {}): NewMemory {
  const memory = {
    id: uuidv7(),
    type: "fact" as const,
    content: "Anna has a dog",
    importance: 0.5,
    validFrom: null,
    validTo: null,
    metadata: {},
    provenance: "client" as const,
    sourceMessageIds: [],
    supersedes: null,
    ...given,
  };
  return {
    ...memory,
    textHash: deriveTextHash(null, memory.content),
    createdAt: instantOfId(memory.id),
  };
}

export function buildWrite(actor: Actor, given: Partial<MemoryWrite> = {}): MemoryWrite {
  return {
    actor,
    versionId: uuidv7(),
    model: "fake-embedding",
    outboxId: uuidv7(),
    requestId: "request",
    now: Date.now(),
    idempotency: null,
    ...given,
  };
}

export function buildCreation(
  actor: Actor,
  memory: NewMemory,
  given: Partial<MemoryWrite> = {},
): CreateMemory {
  return { ...buildWrite(actor, given), memory, outdatedVersionId: uuidv7() };
}
