import type { FactDraft, Learner, StretchMessage } from "../../../ports/learning.ts";
import type { MemoryType } from "../../../ports/memories.ts";
import type { Role } from "../../../ports/messages.ts";

export interface LearnerRow<UserId extends string | null = string | null> {
  owner_id: string;
  user_id: UserId;
  name: string | null;
  time_zone: string | null;
  refused_types: MemoryType[];
}

interface WaitingRow extends LearnerRow {
  epoch: number;
}

export interface StretchRow extends WaitingRow {
  touched_at: Date;
  messages: SaidJson[];
}

export interface DraftsRow extends WaitingRow {
  drafts: DraftJson[];
}

interface SaidJson {
  id: string;
  role: Role;
  name: string | null;
  content: string;
  created_at: string;
  is_context: boolean;
}

interface DraftJson {
  id: string;
  type: MemoryType;
  content: string;
  importance: number;
  valid_from: string | null;
  valid_to: string | null;
  metadata: Record<string, unknown>;
  source_message_ids: string[];
  created_at: string;
}

export function toLearner(tenantId: string, row: WaitingRow): Learner {
  return { ...toWhose(tenantId, row), epoch: row.epoch };
}

export function toWhose<UserId extends string | null>(tenantId: string, row: LearnerRow<UserId>) {
  return {
    tenantId,
    ownerId: row.owner_id,
    userId: row.user_id,
    name: row.name,
    timeZone: row.time_zone,
    refusedTypes: row.refused_types,
  };
}

export function toSaid({ created_at, is_context, ...message }: SaidJson): StretchMessage {
  return { ...message, createdAt: Date.parse(created_at), isContext: is_context };
}

export function toDraft(draft: DraftJson): FactDraft {
  return {
    id: draft.id,
    type: draft.type,
    content: draft.content,
    importance: draft.importance,
    validFrom: toMs(draft.valid_from),
    validTo: toMs(draft.valid_to),
    metadata: draft.metadata,
    sourceMessageIds: draft.source_message_ids,
    createdAt: Date.parse(draft.created_at),
  };
}

export function toMs(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}
