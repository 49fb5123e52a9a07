import type { EndedTurn, FinishedTurn, FinishTurn } from "#shared/ports/turns.ts";
import type { FakeChatStore, KeptTurn } from "./fake-chat-store.ts";
import { endingOf, pendingOf, say } from "./fake-sayings.ts";
import { stayActive } from "./fake-sessions.ts";
import { keepUnlearned, leaveLearning, waitsToBeLearnt } from "./fake-unlearned.ts";
import { addUsage } from "./fake-usage-ledger.ts";

export const minuteMs = 60_000;
const learnFrom = 6;
const titleTurns = 3;

export function sessionDueAt({ now, sessionIdleMs }: { now: number; sessionIdleMs: number }): number {
  return now + sessionIdleMs + 5 * minuteMs;
}

/** An answer that was lost on its way is given again. */
export function answerAgain(store: FakeChatStore, turn: KeptTurn, finish: FinishTurn): FinishedTurn {
  const isSame = turn.status === finish.ending.status && turn.replyMessageId === (finish.reply?.id ?? null);
  if (!isSame) return { outcome: "fenced" };
  const pendingIds = pendingOf(store, turn, finish.model);
  const { outbox } = store.people.memory;
  return {
    outcome: "stored",
    pendingIds,
    leavesTitle: outbox.has(finish.titleJobId),
    leavesLearning: outbox.get(turn.conversationId)?.touchedAt === finish.now,
  };
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
  stayActive(store, turn.sessionId, { at: now, requestId, sessionDueAt: sessionDueAt(finish) });
  const pendingIds = pendingOf(store, store.turns.get(turn.id)!, finish.model);
  keepJob(store, turn, { ...finish, pendingIds }, now + minuteMs);
  const { outbox } = store.people.memory;
  const leavesTitle =
    ending.status === "done" &&
    turnsIn(store, turn.conversationId) <= titleTurns &&
    store.conversations.get(turn.conversationId)?.title === null &&
    ![...outbox.values()].some(
      ({ kind, conversationId }) => kind === "find_title" && conversationId === turn.conversationId,
    );
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
  if (reply && reply.content !== "" && ending.status === "done") keepUnlearned(store, turn, reply);
  const waiting = waitsToBeLearnt(store, turn.conversationId);
  const failed = store.people.memory.failedJobs.get(turn.conversationId);
  const isHeldUp = failed?.retriedAt === null && failed.reason === "given_up";
  const leavesLearning = !isHeldUp && (waiting >= learnFrom || (finish.remembered && waiting > 0));
  if (leavesLearning) leaveLearning(store, turn, finish);
  return { outcome: "stored", pendingIds, leavesTitle, leavesLearning };
}

function turnsIn({ turns }: FakeChatStore, conversationId: string): number {
  return [...turns.values()].filter((turn) => turn.conversationId === conversationId).length;
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
    fence: turn.fence,
    conversationId: turn.conversationId,
    clientConversationId: store.conversations.get(turn.conversationId)!.clientId,
    attempt: turn.attempt,
    ending: endingOf(store, turn),
  };
}
