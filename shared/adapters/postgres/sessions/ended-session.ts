import type { MemoryType } from "../../../ports/memories.ts";
import type { Role } from "../../../ports/messages.ts";
import type { EndedSession } from "../../../ports/sessions.ts";
import type { StateLine, StatePart } from "../../../ports/user-states.ts";
import { type LearnerRow, toWhose } from "../learning/stretch-row.ts";

export interface EndedRow extends LearnerRow<string> {
  id: string;
  conversation_id: string;
  client_id: string;
  title: string | null;
  summary: string | null;
  settled_at: Date | null;
  learns: boolean;
  waits: boolean;
  is_running: boolean;
  summary_before: string | null;
  messages: {
    id: string;
    turn_id: string;
    role: Role;
    name: string | null;
    content: string;
    created_at: string;
  }[];
  version: number;
  updated_at: Date | null;
  lines: {
    id: string;
    part: StatePart;
    content: string;
    type: MemoryType;
    written_by: StateLine["writtenBy"];
    created_at: string;
  }[];
}

export function toEndedSession(tenantId: string, row: EndedRow): EndedSession {
  return {
    conversationId: row.conversation_id,
    clientConversationId: row.client_id,
    learner: toWhose(tenantId, row),
    learns: row.learns,
    settledAt: row.settled_at?.getTime() ?? null,
    waits: row.waits,
    isRunning: row.is_running,
    title: row.title,
    summary: row.summary,
    messages: row.messages.map(({ turn_id: turnId, created_at, ...message }) => ({
      ...message,
      turnId,
      createdAt: Date.parse(created_at),
    })),
    summaryBefore: row.summary_before,
    state: {
      version: row.version,
      updatedAt: row.updated_at?.getTime() ?? null,
      lines: row.lines.map(({ written_by: writtenBy, created_at, ...line }) => ({
        ...line,
        writtenBy,
        sourceMessageIds: [],
        createdAt: Date.parse(created_at),
      })),
    },
  };
}
