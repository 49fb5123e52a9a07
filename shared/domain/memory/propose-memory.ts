import { Forbidden, IdempotencyMismatch, NotFound, ValidationFailed } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Memories, Memory } from "../../ports/memories.ts";
import type { IdempotencyClaim } from "../../ports/messages.ts";
import type { JobQueue } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { instantOfId } from "../access/derive-ids.ts";
import { sendNow } from "../outbox/send-now.ts";
import { importanceOf, type MemoryDraft, refuseReversed, toMemory } from "./create-memory.ts";

interface Needs {
  readonly memories: Pick<Memories, "propose">;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: WorkLog;
}

interface Proposal {
  readonly actor: Actor;
  readonly draft: MemoryDraft;
  readonly idempotency: IdempotencyClaim | null;
  readonly requestId: string;
}

/** Has a fact held against what is known: it becomes this memory, or goes into one that says the same. */
export async function proposeMemory(ports: Needs, proposal: Proposal): Promise<Memory> {
  const { actor, draft, idempotency, requestId } = proposal;
  const { supersedes, ...given } = draft;
  if (supersedes !== null)
    throw ValidationFailed.at("supersedes", "cannot be given where consolidate is: it is found");
  refuseReversed(draft);
  const id = ports.ids.next();
  const proposed = await ports.memories.propose({
    actor,
    draft: { ...given, id, importance: importanceOf(draft), createdAt: instantOfId(id) },
    requestId,
    now: ports.clock.now(),
    idempotency,
  });
  switch (proposed.outcome) {
    case "mismatch":
      throw new IdempotencyMismatch();
    case "tenant_unknown":
      throw new NotFound(`tenant ${actor.tenantId}`);
    case "message_unknown":
      throw new NotFound(`message ${proposed.id}`);
    case "type_refused":
      throw new Forbidden(`what is of the type ${draft.type} must not be kept of this person`);
    case "repeated":
      return toPending(proposal, proposed.id);
    case "stored": {
      const { tenantId, ownerId } = actor;
      const job = { kind: "settle_facts", draftIds: [id], messageIds: [], requestId } as const;
      await sendNow(ports, { ...job, id, tenantId, ownerId, queue: "learning-jobs" });
      return toPending(proposal, id);
    }
  }
}

function toPending(proposal: Proposal, id: string): Memory {
  return { ...toMemory(proposal, id, true), consolidation: "pending" };
}
