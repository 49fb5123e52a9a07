import type { EndedTurn, FinishedTurn, FinishTurn } from "#shared/ports/turns.ts";
import type { FakeChatStore, KeptTurn } from "./fake-chat-store.ts";
import { endingOf, pendingOf, say } from "./fake-sayings.ts";
import { stayActive } from "./fake-sessions.ts";
import { addUsage } from "./fake-usage-ledger.ts";

export const minuteMs = 60_000;

/** An answer that was lost on its way is given again. */
export function answerAgain(store: FakeChatStore, turn: KeptTurn, finish: FinishTurn): FinishedTurn {
  const isSame = turn.status === finish.ending.status && turn.replyMessageId === (finish.reply?.id ?? null);
  if (!isSame) return { outcome: "fenced" };
  const pendingIds = pendingOf(store, turn, finish.model);
  return { outcome: "stored", pendingIds, leavesTitle: store.people.memory.outbox.has(finish.titleJobId) };
}

export function endTurn(store: FakeChatStore, turn: KeptTurn, finish: FinishTurn): FinishedTurn {
  const { person, reply, ending, usage, now, titleJobId, requestId } = finish;
  store.turns.set(turn.id, {
    ...turn,
    status: ending.status,
    replyMessageId: reply?.id ?? null,
    finishReason: ending.status === "done" ? ending.finishReason : null,
    errorCode: ending.status === "failed" ? ending.code : null,
    recalled: finish.memories.map(({ id, kind, score }) => ({ id, kind, score })),
    usage,
  });
  if (reply) say(store, person, turn, { ...reply, role: "assistant" });
  if (usage) addUsage(store, person.tenantId, usage, now);
  stayActive(store, turn.sessionId, now);
  const pendingIds = pendingOf(store, store.turns.get(turn.id)!, finish.model);
  keepJob(store, turn, { ...finish, pendingIds }, now + minuteMs);
  const { outbox } = store.people.memory;
  const leavesTitle =
    ending.status === "done" &&
    store.conversations.get(turn.conversationId)?.title === null &&
    ![...outbox.values()].some(({ conversationId }) => conversationId === turn.conversationId);
  if (leavesTitle) {
    outbox.set(titleJobId, {
      id: titleJobId,
      tenantId: turn.tenantId,
      queue: "session-jobs",
      kind: "find_title",
      conversationId: turn.conversationId,
      messageIds: [],
      requestId,
      dueAt: now + minuteMs,
      attempts: 0,
    });
  }
  return { outcome: "stored", pendingIds, leavesTitle };
}

export function keepJob(
  store: FakeChatStore,
  turn: KeptTurn,
  work: { model: string; requestId: string; pendingIds?: readonly string[] },
  dueAt: number,
): void {
  const { outbox } = store.people.memory;
  const messageIds = work.pendingIds ?? pendingOf(store, turn, work.model);
  outbox.delete(turn.outboxId);
  if (messageIds.length === 0) return;
  const { outboxId: id, tenantId } = turn;
  const { requestId } = work;
  outbox.set(id, { id, tenantId, queue: "memory-jobs", messageIds, requestId, dueAt, attempts: 0 });
}

export function toEnded(store: FakeChatStore, turn: KeptTurn): EndedTurn {
  return {
    outcome: "ended",
    conversationId: turn.conversationId,
    clientConversationId: store.conversations.get(turn.conversationId)!.clientId,
    attempt: turn.attempt,
    ending: endingOf(store, turn),
  };
}
