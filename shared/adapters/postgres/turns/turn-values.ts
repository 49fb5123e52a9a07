import type { BeginTurn, FinishTurn, LostTurn } from "../../../ports/turns.ts";
import { toIso } from "../instants.ts";
import { toStoredCalls } from "../stored-calls.ts";
import { toUnits } from "../to-units.ts";

const minuteMs = 60_000;
/** How late the job of a session may be that nobody looked at when it was over. */
const sessionGraceMs = 5 * minuteMs;
/** So many messages that wait are learnt from before their session ends. */
const learnFrom = 6;

/** A turn that begins. Its job is not to be sent while it runs, since its end adds the reply to it. */
export function beginValues(turn: BeginTurn): unknown[] {
  const { recall, message, model } = turn;
  const isVectorOfMessage = recall.text === message.content && recall.model === model;
  const draft = {
    ...toDraft(turn),
    status: "running",
    error_code: null,
    idle_since: toIso(message.createdAt - turn.sessionIdleMs),
    session_turns: turn.sessionTurns,
    session_due_at: toIso(turn.now + turn.sessionIdleMs + sessionGraceMs),
    ends_due_at: toIso(turn.now + minuteMs),
    due_at: toIso(turn.now + 10 * minuteMs),
  };
  return [JSON.stringify(draft), recall.vector && isVectorOfMessage ? toUnits(recall.vector) : null];
}

/** A turn that ends before anybody could run it. It ends no session: whoever looks at that one does. */
export function lossValues(turn: LostTurn): unknown[] {
  const draft = {
    ...toDraft(turn),
    status: "failed",
    error_code: turn.code,
    idle_since: "-infinity",
    session_due_at: toIso(turn.now + 3 * sessionGraceMs),
    due_at: toIso(turn.now + minuteMs),
  };
  return [JSON.stringify(draft), null];
}

function toDraft({ person, message, ...turn }: Omit<LostTurn, "code">) {
  return {
    tenant_id: person.tenantId,
    owner_id: person.ownerId,
    user_id: person.userId,
    turn_id: turn.turnId,
    client_message_id: turn.clientMessageId,
    conversation_id: turn.conversationId,
    client_conversation_id: turn.clientConversationId,
    message_id: message.id,
    role: turn.speaker,
    follows_on: turn.followsOn,
    content: message.content,
    importance: message.importance,
    text_hash: message.textHash,
    said_at: toIso(message.createdAt),
    attempt: turn.attempt,
    care: turn.care,
    model: turn.model,
    outbox_id: turn.outboxId,
    session_id: turn.sessionId,
    request_id: turn.requestId,
    now: toIso(turn.now),
  };
}

export function finishValues(turn: FinishTurn): unknown[] {
  const { reply, ending, usage, now } = turn;
  const end = {
    turn_id: turn.turnId,
    owner_id: turn.person.ownerId,
    fence: turn.fence,
    status: ending.status,
    finish_reason: ending.status === "done" ? ending.finishReason : null,
    error_code: ending.status === "failed" ? ending.code : null,
    recalled: turn.memories.map(({ id, kind, score }) => ({ id, kind, score })),
    ...(reply && {
      reply_id: reply.id,
      content: reply.content,
      importance: reply.importance,
      text_hash: reply.textHash,
      said_at: toIso(reply.createdAt),
      reply_status: reply.status,
      tool_calls: toStoredCalls(reply.tools),
    }),
    ...(usage && {
      usage_model: usage.model,
      prompt_tokens: usage.promptTokens,
      completion_tokens: usage.completionTokens,
      cost_micros: usage.costMicros,
    }),
    model: turn.model,
    title_job_id: turn.titleJobId,
    remembered: turn.remembered,
    learn_from: learnFrom,
    session_due_at: toIso(now + turn.sessionIdleMs + sessionGraceMs),
    request_id: turn.requestId,
    now: toIso(now),
    due_at: toIso(now + minuteMs),
  };
  return [JSON.stringify(end)];
}
