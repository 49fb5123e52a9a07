import { IdempotencyMismatch, NotFound, ValidationFailed } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Memory, MemoryState, ReviseMemory } from "../../ports/memories.ts";
import type { IdempotencyClaim } from "../../ports/messages.ts";
import { deriveTextHash } from "../access/derive-ids.ts";
import { sendNow } from "../outbox/send-now.ts";
import { type MemoryWriting, refuseReversed } from "./create-memory.ts";

interface Call {
  readonly actor: Actor;
  readonly id: string;
  readonly requestId: string;
}

/** How far one judgement moves importance: a fifth of what is left to 1, or to 0. */
const feedbackShare = 0.2;

export async function editMemory(
  ports: MemoryWriting,
  call: Call & { readonly change: Partial<MemoryState> },
): Promise<Memory> {
  refuseReversed(call.change);
  const { content } = call.change;
  const textHash = content === undefined ? {} : { textHash: deriveTextHash(null, content) };
  const change = { ...call.change, ...textHash };
  return await revise(ports, call, { reason: "edited", change, idempotency: null });
}

export async function judgeMemory(
  ports: MemoryWriting,
  call: Call & { readonly useful: boolean; readonly idempotency: IdempotencyClaim | null },
): Promise<Memory> {
  const change = { nudge: { towards: call.useful ? 1 : 0, share: feedbackShare } } as const;
  return await revise(ports, call, { reason: "feedback", change, idempotency: call.idempotency });
}

async function revise(
  ports: MemoryWriting,
  { actor, id, requestId }: Call,
  revision: Pick<ReviseMemory, "reason" | "change" | "idempotency">,
): Promise<Memory> {
  const now = ports.clock.now();
  const [versionId, outboxId] = [ports.ids.next(), ports.ids.next()];
  const { model } = ports.embedder;
  const revised = await ports.memories.revise({
    ...revision,
    ...{ actor, id, requestId, versionId, outboxId, model, now },
  });
  switch (revised.outcome) {
    case "unknown":
      throw new NotFound("memory");
    case "mismatch":
      throw new IdempotencyMismatch();
    case "reversed":
      throw ValidationFailed.at("valid_to", "must not lie before valid_from");
    case "repeated":
      return revised.memory;
    case "stored":
      if (revised.memory.embeddingStatus === "pending") {
        const job = { queue: "memory-jobs", messageIds: [], memoryIds: [revised.memory.id], requestId };
        await sendNow(ports, { ...job, id: outboxId, tenantId: actor.tenantId });
      }
      return revised.memory;
  }
}
