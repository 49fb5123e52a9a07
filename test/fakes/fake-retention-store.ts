import type { RetentionPolicy, RetentionRun } from "#shared/ports/retention.ts";
import type { FakeMemoryStore, KeptMessage } from "./fake-memory-store.ts";

export interface KeptRun extends Omit<RetentionRun, "tenants"> {
  readonly parentId: string | null;
  readonly policy: RetentionPolicy | null;
  readonly night: string | null;
  readonly tenants: number;
  readonly walkedTo: string | null;
  readonly walkedAt: number | null;
  /** Where its next batch begins. */
  readonly archivedTo: string;
  readonly deletedTo: string;
}

/** What retention keeps beside the messages; its fakes share one. */
export interface FakeRetentionStore {
  readonly memory: FakeMemoryStore;
  readonly policies: Map<string, RetentionPolicy>;
  readonly runs: Map<string, KeptRun>;
  readonly claims: Map<string, { requestHash: string; runId: string; createdAt: number }>;
}

export function createFakeRetentionStore(memory: FakeMemoryStore): FakeRetentionStore {
  return { memory, policies: new Map(), runs: new Map(), claims: new Map() };
}

const dayMs = 24 * 3_600_000;

export function archiveBefore({ enabled, archive }: RetentionPolicy, now: number): number | null {
  return enabled && archive ? now - archive.afterDays * dayMs : null;
}
export function deleteBefore({ enabled, ...policy }: RetentionPolicy, now: number): number | null {
  return enabled && policy.delete ? now - policy.delete.archivedForDays * dayMs : null;
}

export function isDueToArchive(
  message: KeptMessage,
  { policy, archiveBefore: before }: Pick<KeptRun, "policy" | "archiveBefore">,
): boolean {
  if (before === null || !policy?.archive || message.archivedAt !== null) return false;
  const { belowImportance, roles } = policy.archive;
  return (
    Math.max(message.createdAt, message.restoredAt ?? 0) < before &&
    (belowImportance === null || message.importance < belowImportance) &&
    roles.includes(message.role) &&
    !isKept(message, policy)
  );
}

export function isDueToDelete(
  message: KeptMessage,
  { policy, deleteBefore: before }: Pick<KeptRun, "policy" | "deleteBefore">,
): boolean {
  if (before === null || !policy || message.archivedAt === null) return false;
  return message.archivedAt < before && !isKept(message, policy);
}

function isKept({ role, importance, metadata }: KeptMessage, { keep }: RetentionPolicy): boolean {
  return (
    keep.roles.includes(role) ||
    (keep.minImportance !== null && importance >= keep.minImportance) ||
    Object.entries(keep.metadata).some(([name, value]) => metadata[name] === value)
  );
}
