import { IdempotencyMismatch, NotFound, ValidationFailed } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type {
  Appended,
  EmbeddingStatus,
  IdempotencyClaim,
  Messages,
  NewMessage,
  Role,
} from "../../ports/messages.ts";
import type { JobQueue, OutboxEntry } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { deriveConversationId, deriveOwnerId, deriveTextHash, instantOfId } from "../access/derive-ids.ts";
import { toLearningJob } from "../learning/to-learning-job.ts";
import { sendNow } from "../outbox/send-now.ts";
import { rateImportance } from "./rate-importance.ts";

export interface MessageDraft {
  readonly userId: string | null;
  readonly conversationId: string;
  readonly role: Role;
  readonly name: string | null;
  readonly content: string;
  readonly metadata: Record<string, unknown>;
  readonly importance: number | undefined;
  readonly createdAt: number | undefined;
}

export interface MessageReceipt {
  readonly id: string;
  readonly conversationId: string;
  readonly importance: number;
  readonly embeddingStatus: EmbeddingStatus;
  readonly createdAt: number;
}

export interface IngestMessages {
  readonly actor: Actor;
  readonly drafts: readonly MessageDraft[];
  readonly idempotency: IdempotencyClaim | null;
  readonly requestId: string;
  /** Where a draft stands in the request, for error paths. */
  readonly pathOf: (index: number, field: string) => string;
}

interface Needs {
  readonly messages: Messages;
  readonly embedder: Pick<Embedder, "model">;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: WorkLog;
}

const clockSkewMs = 5 * 60_000;

/** Stores messages in one round trip; their embedding is work for later, written with them. */
export async function ingestMessages(ports: Needs, call: IngestMessages): Promise<MessageReceipt[]> {
  const now = ports.clock.now();
  refuseFuture(call, now);
  const messages = call.drafts.map((draft) => toMessage(call.actor, draft, ports.ids.next()));
  const outboxId = ports.ids.next();

  const appended = await ports.messages.append({
    actor: call.actor,
    messages,
    model: ports.embedder.model,
    outboxId,
    requestId: call.requestId,
    now,
    idempotency: call.idempotency,
  });
  switch (appended.outcome) {
    case "mismatch":
      throw new IdempotencyMismatch();
    case "tenant_unknown":
      throw new NotFound(`tenant ${call.actor.tenantId}`);
    case "repeated":
      return toReceipts(call, appended.ids, appended.pendingIds);
    case "stored":
      await sendJobs(ports, call, outboxId, appended);
      return toReceipts(
        call,
        messages.map((message) => message.id),
        appended.pendingIds,
      );
  }
}

function refuseFuture(call: IngestMessages, now: number): void {
  const details = call.drafts.flatMap((draft, index) =>
    draft.createdAt !== undefined && draft.createdAt > now + clockSkewMs
      ? [{ path: call.pathOf(index, "created_at"), message: "must not lie in the future" }]
      : [],
  );
  if (details.length > 0) throw new ValidationFailed(details);
}

function toMessage(actor: Actor, draft: MessageDraft, id: string): NewMessage {
  const ownerId = deriveOwnerId(actor.tenantId, draft.userId);
  return {
    id,
    ownerId,
    userId: draft.userId,
    conversationId: deriveConversationId(ownerId, draft.conversationId),
    clientConversationId: draft.conversationId,
    role: draft.role,
    name: draft.name,
    content: draft.content,
    metadata: draft.metadata,
    importance: importanceOf(draft),
    textHash: deriveTextHash(draft.name, draft.content),
    createdAt: instantOf(draft, id),
  };
}

/** Everything in a receipt follows from the ids and the request, so that a repeat gets the first answer again. */
function toReceipts(
  call: IngestMessages,
  ids: readonly string[],
  pendingIds: readonly string[],
): MessageReceipt[] {
  const pending = new Set(pendingIds);
  return call.drafts.map((draft, index) => {
    const id = ids[index]!;
    return {
      id,
      conversationId: draft.conversationId,
      importance: importanceOf(draft),
      embeddingStatus: pending.has(id) ? "pending" : "ready",
      createdAt: instantOf(draft, id),
    };
  });
}

/** A clock that runs ahead is let pass and not believed: what lies in the future, no search finds. */
function instantOf({ createdAt = Number.POSITIVE_INFINITY }: MessageDraft, id: string): number {
  return Math.min(createdAt, instantOfId(id));
}

function importanceOf(draft: MessageDraft): number {
  return rateImportance({ role: draft.role, content: draft.content, explicit: draft.importance });
}

async function sendJobs(
  ports: Needs,
  { actor: { tenantId }, requestId }: IngestMessages,
  id: string,
  { pendingIds: messageIds, learning = [] }: Extract<Appended, { outcome: "stored" }>,
): Promise<void> {
  const common = { tenantId, requestId };
  const jobs: OutboxEntry[] = [];
  if (messageIds.length > 0) jobs.push({ ...common, id, queue: "memory-jobs", messageIds });
  jobs.push(...learning.map((whose) => toLearningJob({ ...common, ...whose })));
  await sendNow(ports, ...jobs);
}
