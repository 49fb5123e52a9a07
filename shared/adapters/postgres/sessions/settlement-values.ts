import type { SettleSession } from "../../../ports/sessions.ts";

/** What is locked before. */
export function heldBy(work: SettleSession): unknown[] {
  const lines = work.state?.added ?? [];
  const rests = [
    work.memory?.sourceMessageIds ?? [],
    ...lines.map(({ sourceMessageIds }) => sourceMessageIds),
  ];
  return [
    work.tenantId,
    work.ownerId,
    work.userId,
    work.sessionId,
    [...new Set(rests.flat())],
    work.state !== null,
    new Date(work.now).toISOString(),
  ];
}

export function toLeft({ memory, state, ...work }: SettleSession) {
  return {
    tenant_id: work.tenantId,
    owner_id: work.ownerId,
    user_id: work.userId,
    session_id: work.sessionId,
    conversation_id: work.conversationId,
    title: work.title,
    summary: work.summary,
    memory_id: memory?.id ?? null,
    version_id: memory?.versionId ?? null,
    memory_content: memory?.content ?? null,
    importance: memory?.importance ?? null,
    text_hash: memory?.textHash ?? null,
    source_message_ids: memory?.sourceMessageIds ?? [],
    state_version: state?.version ?? null,
    added: (state?.added ?? []).map(({ sourceMessageIds, ...line }, position) => ({
      ...line,
      position,
      source_message_ids: sourceMessageIds,
    })),
    removed_ids: state?.removedIds ?? [],
    model: work.model,
    embed_outbox_id: work.embedOutboxId,
    request_id: work.requestId,
    now: new Date(work.now).toISOString(),
  };
}
