import type {
  Memory,
  MemoryStatus,
  MemoryType,
  MemoryVersion,
  VersionReason,
} from "../../../ports/memories.ts";
import type { EmbeddingStatus } from "../../../ports/messages.ts";

/** A memory in one of its versions, as every statement that reads one gives it. */
export interface MemoryRow {
  id: string;
  user_id: string | null;
  provenance: "messages" | "client";
  supersedes: string | null;
  superseded_by: string | null;
  source_message_ids: string[];
  version: number;
  type: MemoryType;
  content: string;
  importance: number;
  status: MemoryStatus;
  valid_from: Date | null;
  valid_to: Date | null;
  metadata: Record<string, unknown>;
  created_at: Date;
  updated_at: Date;
  embedding_status: EmbeddingStatus;
  is_draft?: boolean;
}

export interface VersionRow extends MemoryRow {
  reason: VersionReason;
  note: string | null;
  superseded_at: Date | null;
}

export function toVersion(row: VersionRow): MemoryVersion {
  const { reason, note } = row;
  return { ...toMemory(row), reason, note, supersededAt: row.superseded_at?.getTime() ?? null };
}

export function toMemory(row: MemoryRow): Memory {
  return {
    id: row.id,
    userId: row.user_id,
    type: row.type,
    content: row.content,
    importance: row.importance,
    status: row.status,
    provenance: row.provenance,
    sourceMessageIds: row.source_message_ids,
    validFrom: row.valid_from?.getTime() ?? null,
    validTo: row.valid_to?.getTime() ?? null,
    supersedes: row.supersedes,
    supersededBy: row.superseded_by,
    metadata: row.metadata,
    embeddingStatus: row.embedding_status,
    version: row.version,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
    ...(row.is_draft && { consolidation: "pending" }),
  };
}
