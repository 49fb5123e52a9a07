import type { Created, CreateMemory } from "../../../ports/memories.ts";
import { toIso } from "../instants.ts";

export interface CreatedRow {
  tenant_known: boolean;
  stored: boolean;
  request_hash: string | null;
  /** Answers that were kept before they told it have no `supersedes`. */
  result: { id: string; pending: boolean; supersedes?: string | null };
  unknown_message: string | null;
  replaced_known: boolean;
}

export function creationValues(creation: CreateMemory): unknown[] {
  const { actor, idempotency } = creation;
  return [
    actor.tenantId,
    actor.ownerId,
    JSON.stringify(toDraft(creation)),
    creation.model,
    new Date(creation.now).toISOString(),
    actor.mayProvision,
    creation.outboxId,
    creation.requestId,
    actor.callerId,
    idempotency?.route ?? null,
    idempotency?.key ?? null,
    idempotency?.requestHash ?? null,
  ];
}

function toDraft({ actor, memory, versionId, outdatedVersionId }: CreateMemory) {
  return {
    id: memory.id,
    version_id: versionId,
    outdated_version_id: outdatedVersionId,
    user_id: actor.userId,
    provenance: memory.provenance,
    supersedes: memory.supersedes,
    source_message_ids: memory.sourceMessageIds,
    type: memory.type,
    content: memory.content,
    text_hash: memory.textHash,
    importance: memory.importance,
    valid_from: toIso(memory.validFrom),
    valid_to: toIso(memory.validTo),
    metadata: memory.metadata,
    created_at: toIso(memory.createdAt),
  };
}

export function toCreated(row: CreatedRow, { idempotency, memory }: CreateMemory): Created {
  const { id, pending, supersedes = memory.supersedes } = row.result;
  if (!row.tenant_known) return { outcome: "tenant_unknown" };
  if (row.stored) return { outcome: "stored", pending, supersedes };
  if (row.request_hash !== null) {
    if (row.request_hash !== idempotency?.requestHash) return { outcome: "mismatch" };
    return { outcome: "repeated", id, pending, supersedes };
  }
  if (row.unknown_message !== null) return { outcome: "message_unknown", id: row.unknown_message };
  return { outcome: row.replaced_known ? "superseded_already" : "memory_unknown" };
}
