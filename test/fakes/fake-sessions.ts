import type { BeginTurn, ClaimedTurn } from "#shared/ports/turns.ts";
import type { FakeChatStore, KeptSession } from "./fake-chat-store.ts";
import { leaveLearning, waitsToBeLearnt } from "./fake-unlearned.ts";

export type Seating = Pick<
  BeginTurn,
  "person" | "conversationId" | "sessionId" | "message" | "requestId" | "now"
> & {
  /** When a session that is not looked at before is over for sure. */
  readonly sessionDueAt: number;
  /** Null: no session ends by this turn. */
  readonly limits: Pick<BeginTurn, "sessionIdleMs" | "sessionTurns"> | null;
};

export type Seat = Pick<ClaimedTurn, "sessionId" | "sessionIsNew" | "endedSession">;

const minuteMs = 60_000;

/** The session that a new turn belongs to: the open one, unless it has idled too long, or is full. */
export function seatTurn(store: FakeChatStore, turn: Seating): Seat {
  const { person, conversationId, sessionId: id, message } = turn;
  const at = message.createdAt;
  const open = [...store.sessions.values()].find(
    (session) => session.conversationId === conversationId && session.endedAt === null,
  );
  const endReason = open && whyOver(open, turn);
  const endedSession = endReason ? endSession(store, { ...open!, endReason }, turn) : null;
  if (open && !endReason) {
    store.sessions.set(open.id, {
      ...open,
      lastActiveAt: Math.max(open.lastActiveAt, at),
      turnCount: (open.turnCount ?? 0) + 1,
    });
    watchSession(store, open, turn.requestId, turn.sessionDueAt);
    return { sessionId: open.id, sessionIsNew: false, endedSession };
  }
  const { tenantId, ownerId } = person;
  const begun = { startedAt: at, lastActiveAt: at, endedAt: null, endReason: null, turnCount: 1 };
  const session = { id, tenantId, ownerId, conversationId, ...begun };
  store.sessions.set(id, session);
  watchSession(store, session, turn.requestId, turn.sessionDueAt);
  return { sessionId: id, sessionIsNew: true, endedSession };
}

function whyOver(open: KeptSession, { limits, message }: Seating): "idle" | "full" | null {
  if (!limits) return null;
  if (open.lastActiveAt < message.createdAt - limits.sessionIdleMs) return "idle";
  return (open.turnCount ?? 0) >= limits.sessionTurns ? "full" : null;
}

function endSession(store: FakeChatStore, over: KeptSession, { requestId, now }: Seating) {
  store.sessions.set(over.id, { ...over, endedAt: over.lastActiveAt });
  watchSession(store, over, requestId, now + minuteMs);
  const leavesLearning = waitsToBeLearnt(store, over.conversationId) > 0;
  if (leavesLearning) leaveLearning(store, over, { requestId, now });
  return { sessionId: over.id, leavesLearning };
}

export function stayActive(
  store: FakeChatStore,
  id: string,
  { at, requestId, sessionDueAt }: { at: number; requestId: string; sessionDueAt: number },
): void {
  const session = store.sessions.get(id);
  if (session?.endedAt !== null) return;
  store.sessions.set(id, { ...session, lastActiveAt: Math.max(session.lastActiveAt, at) });
  watchSession(store, session, requestId, sessionDueAt);
}

function watchSession(
  store: FakeChatStore,
  { id, tenantId, conversationId }: KeptSession,
  requestId: string,
  dueAt: number,
): void {
  const { outbox } = store.people.memory;
  outbox.set(id, {
    ...{ id, tenantId, queue: "session-jobs", kind: "end_session", sessionId: id, conversationId },
    ...{ messageIds: [], requestId, dueAt, attempts: outbox.get(id)?.attempts ?? 0 },
  });
}
