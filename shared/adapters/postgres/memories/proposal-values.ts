import type { Proposed, ProposeMemory } from "../../../ports/memories.ts";
import { toIso } from "../instants.ts";

export interface ProposedRow {
  tenant_known: boolean;
  stored: boolean;
  request_hash: string | null;
  first_id: string | null;
  unknown_message: string | null;
  is_refused: boolean;
}

export function proposalValues({ actor, draft, requestId, now, idempotency }: ProposeMemory): unknown[] {
  const kept = {
    type: draft.type,
    content: draft.content,
    importance: draft.importance,
    valid_from: toIso(draft.validFrom),
    valid_to: toIso(draft.validTo),
    metadata: draft.metadata,
    source_message_ids: draft.sourceMessageIds,
  };
  return [
    actor.tenantId,
    actor.ownerId,
    actor.userId,
    draft.id,
    JSON.stringify(kept),
    toIso(draft.createdAt),
    toIso(now),
    actor.mayProvision,
    requestId,
    actor.callerId,
    idempotency?.route ?? null,
    idempotency?.key ?? null,
    idempotency?.requestHash ?? null,
  ];
}

export function toProposed(row: ProposedRow, { idempotency }: ProposeMemory): Proposed {
  if (!row.tenant_known) return { outcome: "tenant_unknown" };
  if (row.stored) return { outcome: "stored" };
  if (row.request_hash !== null && row.first_id !== null) {
    if (row.request_hash !== idempotency?.requestHash) return { outcome: "mismatch" };
    return { outcome: "repeated", id: row.first_id };
  }
  if (row.unknown_message !== null) return { outcome: "message_unknown", id: row.unknown_message };
  return { outcome: "type_refused" };
}
