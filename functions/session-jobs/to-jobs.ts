import type { TitleJob } from "#shared/domain/sessions/find-title.ts";
import type { SessionJob } from "#shared/domain/sessions/session-needs.ts";
import type { EndSessionMessage, FindTitleMessage } from "#shared/wire/queues/session-job.ts";

export function toTitleJob(message: FindTitleMessage, attempts: number): TitleJob {
  return { id: message.outbox_id, ...toCommon(message), attempts };
}

export function toSessionJob(message: EndSessionMessage, attempts: number): SessionJob {
  const { session_id: sessionId, is_check: isCheck = false } = message;
  return { sessionId, isCheck, ...toCommon(message), attempts };
}

function toCommon({ tenant_id, conversation_id, request_id }: FindTitleMessage | EndSessionMessage) {
  return { tenantId: tenant_id, conversationId: conversation_id, requestId: request_id };
}
