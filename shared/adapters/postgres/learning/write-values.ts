import type { LearningWrite, LearningWritten, SettledFact } from "../../../ports/learning.ts";
import { toIso } from "../instants.ts";
import { toUnits } from "../to-units.ts";

export interface WrittenRow {
  written:
    | { outcome: "stored"; more: boolean; pending_ids: string[] }
    | { outcome: "stale" }
    | { outcome: "consents_changed" }
    | { outcome: "gone" };
}

export function writeValues(work: LearningWrite): unknown[] {
  const { learner } = work;
  return [
    learner.tenantId,
    learner.ownerId,
    learner.userId,
    learner.epoch,
    JSON.stringify({ ...toSource(work.from), refused_types: learner.refusedTypes }),
    JSON.stringify(work.facts.map(toFact)),
    work.model,
    work.embedOutboxId,
    work.requestId,
    toIso(work.now),
  ];
}

function toSource(from: LearningWrite["from"]) {
  if (from.kind === "drafts") return { kind: from.kind, outbox_id: from.outboxId, ids: from.draftIds };
  return {
    kind: from.kind,
    conversation_id: from.conversationId,
    ids: from.messageIds,
    flagged_ids: from.flaggedIds,
    touched_at: toIso(from.touchedAt),
  };
}

function toFact({ outcome, vector, ...fact }: SettledFact) {
  return {
    id: fact.id,
    version_id: fact.versionId,
    old_version_id: fact.oldVersionId,
    type: fact.type,
    content: fact.content,
    text_hash: fact.textHash,
    importance: fact.importance,
    valid_from: toIso(fact.validFrom),
    valid_to: toIso(fact.validTo),
    metadata: fact.metadata,
    source_message_ids: fact.sourceMessageIds,
    entities: fact.entities,
    relations: fact.relations,
    vector: vector && toUnits(vector),
    action: outcome.action,
    ...("memoryId" in outcome && { memory_id: outcome.memoryId }),
    ...("note" in outcome && { note: outcome.note }),
  };
}

export function toWritten({ written }: WrittenRow): LearningWritten {
  if (written.outcome !== "stored") return written;
  return { outcome: "stored", more: written.more, pendingMemoryIds: written.pending_ids };
}
