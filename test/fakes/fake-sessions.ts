import type { BeginTurn } from "#shared/ports/turns.ts";
import type { FakeChatStore } from "./fake-chat-store.ts";

type Seating = Pick<BeginTurn, "person" | "conversationId" | "sessionId" | "sessionIdleMs" | "message">;

/** The session that a new turn belongs to: the open one, unless it has idled too long. */
export function seatTurn(store: FakeChatStore, turn: Seating): string {
  const { person, conversationId, sessionId: id, sessionIdleMs, message } = turn;
  const at = message.createdAt;
  const open = [...store.sessions.values()].find(
    (session) => session.conversationId === conversationId && session.endedAt === null,
  );
  if (open && open.lastActiveAt >= at - sessionIdleMs) {
    stayActive(store, open.id, at);
    return open.id;
  }
  if (open) store.sessions.set(open.id, { ...open, endedAt: open.lastActiveAt, endReason: "idle" });
  const { tenantId, ownerId } = person;
  const begun = { startedAt: at, lastActiveAt: at, endedAt: null, endReason: null };
  store.sessions.set(id, { id, tenantId, ownerId, conversationId, ...begun });
  return id;
}

export function stayActive(store: FakeChatStore, id: string, at: number): void {
  const session = store.sessions.get(id);
  if (session?.endedAt !== null) return;
  store.sessions.set(id, { ...session, lastActiveAt: Math.max(session.lastActiveAt, at) });
}
