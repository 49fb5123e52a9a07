import type * as z from "zod";
import type { MemoryDraft } from "#shared/domain/memory/create-memory.ts";
import type { Memory, MemoryVersion } from "#shared/ports/memories.ts";
import type { memoryDraft } from "#shared/wire/http/memory.ts";

export function toMemoryDraft(given: z.output<typeof memoryDraft>): MemoryDraft {
  return {
    type: given.type,
    content: given.content,
    importance: given.importance,
    sourceMessageIds: given.source_message_ids ?? [],
    validFrom: given.valid_from ?? null,
    validTo: given.valid_to ?? null,
    supersedes: given.supersedes ?? null,
    metadata: given.metadata ?? {},
  };
}

export function toMemoryResponse(memory: Memory) {
  return {
    id: memory.id,
    user_id: memory.userId,
    type: memory.type,
    content: memory.content,
    importance: memory.importance,
    status: memory.status,
    source_message_ids: memory.sourceMessageIds,
    provenance: memory.provenance,
    valid_from: toInstant(memory.validFrom),
    valid_to: toInstant(memory.validTo),
    supersedes: memory.supersedes,
    superseded_by: memory.supersededBy,
    metadata: memory.metadata,
    embedding_status: memory.embeddingStatus,
    version: memory.version,
    created_at: toInstant(memory.createdAt),
    updated_at: toInstant(memory.updatedAt),
    ...(memory.consolidation && { consolidation: memory.consolidation }),
  };
}

export function toVersionResponse(version: MemoryVersion) {
  return {
    ...toMemoryResponse(version),
    reason: version.reason,
    note: version.note,
    superseded_at: toInstant(version.supersededAt),
  };
}

export function toInstant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
