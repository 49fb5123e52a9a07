import type { Revised, ReviseMemory } from "../../../ports/memories.ts";
import { toIso } from "../instants.ts";
import { ownerFilter } from "../postgres-messages.ts";
import { type MemoryRow, toMemory } from "./memory-row.ts";

export interface RevisedRow extends MemoryRow {
  found: boolean;
  stored: boolean;
  request_hash: string | null;
}

export function revisionValues(revision: ReviseMemory): unknown[] {
  const { actor, idempotency } = revision;
  return [
    actor.tenantId,
    ownerFilter(actor),
    revision.id,
    revision.model,
    new Date(revision.now).toISOString(),
    JSON.stringify(toChange(revision.change)),
    revision.versionId,
    revision.reason,
    revision.outboxId,
    revision.requestId,
    actor.ownerId,
    actor.callerId,
    idempotency?.route ?? null,
    idempotency?.key ?? null,
    idempotency?.requestHash ?? null,
  ];
}

/** JSON leaves out what is undefined, and so does the change. */
function toChange({ textHash, validFrom, validTo, nudge, ...change }: ReviseMemory["change"]) {
  return {
    ...change,
    text_hash: textHash,
    valid_from: validFrom === undefined ? undefined : toIso(validFrom),
    valid_to: validTo === undefined ? undefined : toIso(validTo),
    ...nudge,
  };
}

export function toRevised(row: RevisedRow, { idempotency }: ReviseMemory): Revised {
  if (!row.found) return { outcome: "unknown" };
  if (row.stored) return { outcome: "stored", memory: toMemory(row) };
  if (row.request_hash === null) return { outcome: "reversed" };
  if (row.request_hash !== idempotency?.requestHash) return { outcome: "mismatch" };
  return { outcome: "repeated", memory: toMemory(row) };
}
