import type {
  CalledEnd,
  Conversation,
  ConversationMessage,
  LastSession,
  Session,
  SessionEnd,
} from "../../../ports/conversations.ts";
import type { Role } from "../../../ports/messages.ts";
import type { MessageStatus } from "../../../ports/turns.ts";
import { type StoredCall, toUsedTools } from "../stored-calls.ts";

export interface ConversationRow {
  id: string;
  client_id: string;
  title: string | null;
  extraction: boolean | null;
  created_at: Date;
  last_active_at: Date;
  message_count: number;
}

export interface MessageRow {
  id: string;
  turn_id: string | null;
  client_message_id: string | null;
  role: Role;
  name: string | null;
  content: string;
  metadata: Record<string, unknown>;
  importance: number;
  tool_calls: StoredCall[] | null;
  status: MessageStatus;
  flagged: boolean;
  created_at: Date;
}

export interface SessionRow {
  id: string;
  started_at: Date;
  last_active_at: Date;
  ended_at: Date | null;
  end_reason: SessionEnd | null;
  message_count: number;
  summary: string | null;
}

export interface SummaryRow {
  session_id: string;
  title: string | null;
  summary: string | null;
  settled_at: Date | null;
}

export interface EndRow extends Omit<SummaryRow, "session_id"> {
  conversation_id: string;
  ended_id: string | null;
  learns: boolean;
  /** Null where there never was a session. */
  mismatch: boolean | null;
  session_id: string | null;
}

export function toConversation(row: ConversationRow): Conversation {
  return {
    clientId: row.client_id,
    title: row.title,
    extraction: row.extraction,
    createdAt: row.created_at.getTime(),
    lastActiveAt: row.last_active_at.getTime(),
    messageCount: row.message_count,
  };
}

export function toMessage(row: MessageRow): ConversationMessage {
  return {
    id: row.id,
    turnId: row.turn_id,
    clientMessageId: row.client_message_id,
    role: row.role,
    name: row.name,
    content: row.content,
    metadata: row.metadata,
    importance: row.importance,
    toolCalls: toUsedTools(row.tool_calls),
    status: row.status,
    flagged: row.flagged,
    createdAt: row.created_at.getTime(),
  };
}

export function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    startedAt: row.started_at.getTime(),
    lastActiveAt: row.last_active_at.getTime(),
    endedAt: row.ended_at?.getTime() ?? null,
    endReason: row.end_reason,
    messageCount: row.message_count,
    summary: row.summary,
  };
}

export function toCalledEnd({ session_id, ...row }: EndRow): CalledEnd {
  return {
    conversationId: row.conversation_id,
    title: row.title,
    ended: row.ended_id === null ? null : { sessionId: row.ended_id, learns: row.learns },
    last: session_id === null ? null : toLastSession({ session_id, ...row }),
  };
}

export function toLastSession(row: SummaryRow): LastSession {
  return { sessionId: row.session_id, summary: row.summary, isSettled: row.settled_at !== null };
}
