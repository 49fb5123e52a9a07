import { Conflict, IdempotencyMismatch, NotFound, ValidationFailed } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { CreateMemory, Memories, Memory, MemoryState } from "../../ports/memories.ts";
import type { IdempotencyClaim } from "../../ports/messages.ts";
import type { JobQueue } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { deriveTextHash, instantOfId } from "../access/derive-ids.ts";
import { sendNow } from "../outbox/send-now.ts";
import { rateMemory } from "./rate-memory.ts";

export interface MemoryDraft extends Omit<MemoryState, "status" | "importance"> {
  readonly importance: number | undefined;
  readonly sourceMessageIds: readonly string[];
  readonly supersedes: string | null;
}

interface Call {
  readonly actor: Actor;
  readonly draft: MemoryDraft;
  readonly idempotency: IdempotencyClaim | null;
  readonly requestId: string;
}

/** What writing a memory takes, a new one or a new version. */
export interface MemoryWriting {
  readonly memories: Memories;
  readonly embedder: Pick<Embedder, "model">;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: WorkLog;
}

/** Stores a memory as it is given, in one round trip. */
export async function createMemory(ports: MemoryWriting, call: Call): Promise<Memory> {
  refuseReversed(call.draft);
  const creation = toCreation(ports, call);
  const { memory, outboxId, requestId } = creation;

  const created = await ports.memories.create(creation);
  switch (created.outcome) {
    case "mismatch":
      throw new IdempotencyMismatch();
    case "tenant_unknown":
      throw new NotFound(`tenant ${call.actor.tenantId}`);
    case "message_unknown":
      throw new NotFound(`message ${created.id}`);
    case "memory_unknown":
      throw new NotFound(`memory ${memory.supersedes}`);
    case "superseded_already":
      throw new Conflict(`memory ${memory.supersedes} was superseded by another already`);
    case "repeated":
      return { ...toMemory(call, created.id, created.pending), supersedes: created.supersedes };
    case "stored":
      if (created.pending) {
        const job = { queue: "memory-jobs", messageIds: [], memoryIds: [memory.id], requestId };
        await sendNow(ports, { ...job, id: outboxId, tenantId: call.actor.tenantId });
      }
      return { ...toMemory(call, memory.id, created.pending), supersedes: created.supersedes };
  }
}

export function refuseReversed(period: { validFrom?: number | null; validTo?: number | null }): void {
  const { validFrom = null, validTo = null } = period;
  if (validFrom !== null && validTo !== null && validTo < validFrom)
    throw ValidationFailed.at("valid_to", "must not lie before valid_from");
}

function toCreation(ports: MemoryWriting, { actor, draft, idempotency, requestId }: Call): CreateMemory {
  const id = ports.ids.next();
  return {
    actor,
    memory: {
      ...draft,
      id,
      importance: importanceOf(draft),
      provenance: provenanceOf(draft),
      textHash: deriveTextHash(null, draft.content),
      createdAt: instantOfId(id),
    },
    versionId: ports.ids.next(),
    outdatedVersionId: ports.ids.next(),
    outboxId: ports.ids.next(),
    model: ports.embedder.model,
    requestId,
    now: ports.clock.now(),
    idempotency,
  };
}

/** All of it follows from the id and the request, so that a repeat gets the first answer again. */
export function toMemory(
  { actor, draft }: Pick<Call, "actor" | "draft">,
  id: string,
  pending: boolean,
): Memory {
  return {
    ...draft,
    id,
    userId: actor.userId,
    importance: importanceOf(draft),
    status: "active",
    provenance: provenanceOf(draft),
    supersededBy: null,
    embeddingStatus: pending ? "pending" : "ready",
    version: 1,
    createdAt: instantOfId(id),
    updatedAt: instantOfId(id),
  };
}

export function importanceOf(draft: MemoryDraft): number {
  return draft.importance ?? rateMemory(draft);
}

function provenanceOf({ sourceMessageIds }: MemoryDraft): Memory["provenance"] {
  return sourceMessageIds.length > 0 ? "messages" : "client";
}
