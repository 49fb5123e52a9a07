import { uuidv7 } from "uuidv7";
import { deriveConversationId, deriveTextHash, deriveTurnId } from "#shared/domain/access/derive-ids.ts";
import type { BeginTurn, FinishTurn, LostTurn, TurnMessage } from "#shared/ports/turns.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildQuery } from "./build-query.ts";

export const turnsBeganAt = Date.UTC(2026, 0, 31, 9, 30);

export function buildTurnMessage(given: Partial<Omit<TurnMessage, "textHash">> = {}): TurnMessage {
  const message = {
    id: uuidv7(),
    content: "a quiet afternoon",
    importance: 0.5,
    createdAt: turnsBeganAt,
    ...given,
  };
  return { ...message, textHash: deriveTextHash(null, message.content) };
}

export type TurnGiven = Partial<Omit<BeginTurn, "person" | "turnId" | "conversationId">>;

/** A turn as a runner begins it: all that is derived fits the rest. */
export function buildTurn(person: ActingUser, given: TurnGiven = {}): BeginTurn {
  const now = given.now ?? turnsBeganAt;
  const message = given.message ?? buildTurnMessage({ createdAt: now });
  const { clientMessageId = uuidv7(), clientConversationId = "conversation" } = given;
  return {
    person,
    turnId: deriveTurnId(person.ownerId, clientMessageId),
    conversationId: deriveConversationId(person.ownerId, clientConversationId),
    recall: buildQuery({ text: message.content, topK: 5 }),
    historyLimit: 30,
    attempt: 1,
    sessionIdleMs: 30 * 60_000,
    sessionTurns: 100,
    speaker: "user",
    followsOn: false,
    care: false,
    model: "fake-embedding",
    outboxId: uuidv7(),
    sessionId: uuidv7(),
    requestId: "request",
    ...given,
    clientMessageId,
    clientConversationId,
    message,
    now,
  };
}

export type ReplyGiven = Partial<Omit<NonNullable<FinishTurn["reply"]>, "textHash">>;

export function buildReply(given: ReplyGiven = {}): NonNullable<FinishTurn["reply"]> {
  const { status = "complete", tools = [], ...message } = given;
  return { ...buildTurnMessage({ content: "Sounds good!", ...message }), status, tools };
}

/** The end of a turn that a runner holds. */
export function buildFinish(
  turn: BeginTurn,
  held: { readonly fence: number; readonly outboxId: string },
  given: Partial<Omit<FinishTurn, "person" | "turnId">> = {},
): FinishTurn {
  const now = given.now ?? turn.now + 2_000;
  return {
    person: turn.person,
    turnId: turn.turnId,
    fence: held.fence,
    conversationId: turn.conversationId,
    sessionIdleMs: turn.sessionIdleMs,
    outboxId: held.outboxId,
    reply: buildReply({ createdAt: now }),
    ending: { status: "done", finishReason: "stop" },
    memories: [],
    usage: { model: "chat-model", promptTokens: 100, completionTokens: 20, costMicros: 7 },
    remembered: false,
    model: turn.model,
    titleJobId: uuidv7(),
    requestId: "request",
    now,
    ...given,
  };
}

/** The same turn, as it is found when no runner could finish it. */
export function buildLost(turn: BeginTurn, given: Partial<LostTurn> = {}): LostTurn {
  const { recall, historyLimit, sessionIdleMs, sessionTurns, ...same } = turn;
  return { ...same, code: "internal", ...given };
}
