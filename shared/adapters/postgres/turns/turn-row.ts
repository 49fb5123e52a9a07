import type { Role } from "../../../ports/messages.ts";
import type { FinishReason, RecalledMemory } from "../../../ports/turn-frames.ts";
import type { ClaimedTurn, EndedTurn, SaidMessage, TurnEnding } from "../../../ports/turns.ts";
import { type StoredCall, toUsedTools } from "../stored-calls.ts";

export interface TurnRow {
  /** How the claim went; null where the turn had ended. */
  claimed_fence: number | null;
  status_before: "running" | "failed" | null;
  session_is_new: boolean;
  ended_session_id: string | null;
  ended_session_learns: boolean;
  turn_id: string;
  conversation_id: string;
  client_conversation_id: string;
  session_id: string;
  outbox_id: string;
  attempt: number;
  fence: number;
  status: "running" | "done" | "failed";
  error_code: string | null;
  finish_reason: FinishReason | null;
  reply_message_id: string | null;
  model: string | null;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  cost_micros: number | null;
  message_id: string;
  role: Role;
  speaker: string | null;
  content: string;
  created_at: Date;
  reply: string | null;
  history: SaidMessage[];
  recalled: RecalledMemory[];
  used: StoredCall[];
  care_answer: string | null;
  tokens_today: number;
  name: string | null;
  locale: string | null;
  time_zone: string | null;
}

export function toClaimed(row: TurnRow): Omit<ClaimedTurn, "memories" | "knowledge"> {
  return {
    outcome: "claimed",
    fence: row.fence,
    attempt: row.attempt,
    run: runOf(row),
    conversationId: row.conversation_id,
    clientConversationId: row.client_conversation_id,
    sessionId: row.session_id,
    sessionIsNew: row.session_is_new,
    endedSession: row.ended_session_id
      ? { sessionId: row.ended_session_id, leavesLearning: row.ended_session_learns }
      : null,
    outboxId: row.outbox_id,
    userMessage: {
      id: row.message_id,
      role: row.role,
      name: row.speaker,
      content: row.content,
      createdAt: row.created_at.getTime(),
    },
    history: row.history,
    usedBefore: toUsedTools(row.used),
    careAnswer: row.care_answer,
    tokensToday: row.tokens_today,
    profile: { name: row.name, locale: row.locale, timeZone: row.time_zone },
  };
}

function runOf({ fence, status_before }: TurnRow): ClaimedTurn["run"] {
  if (fence === 1) return "first";
  return status_before === "failed" ? "again" : "takeover";
}

export function toEnded(row: TurnRow): EndedTurn {
  return {
    outcome: "ended",
    fence: row.fence,
    conversationId: row.conversation_id,
    clientConversationId: row.client_conversation_id,
    attempt: row.attempt,
    ending: endingOf(row),
  };
}

/** A reply that was erased is told by no other. */
function endingOf(row: TurnRow): TurnEnding {
  if (row.status !== "done") return { status: "failed", code: row.error_code! };
  if (row.reply_message_id !== null && row.reply === null) return { status: "failed", code: "not_found" };
  return {
    status: "done",
    // Where nothing was said there is no message: the turn's own id finds none.
    messageId: row.reply_message_id ?? row.turn_id,
    text: row.reply ?? "",
    finishReason: row.finish_reason!,
    memories: row.recalled,
    tools: toUsedTools(row.used),
    usage: {
      model: row.model ?? "",
      promptTokens: row.prompt_tokens ?? 0,
      completionTokens: row.completion_tokens ?? 0,
      costMicros: row.cost_micros ?? 0,
    },
  };
}
