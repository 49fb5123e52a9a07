import type { FakeChatStore, KeptTurn } from "./fake-chat-store.ts";

type Conversation = Pick<KeptTurn, "tenantId" | "conversationId">;

const minuteMs = 60_000;

/** A message of a turn waits to be learnt from, where chat is learnt from and nobody was in danger. */
export function keepUnlearned(
  store: FakeChatStore,
  turn: KeptTurn,
  message: { readonly id: string; readonly createdAt: number },
): void {
  const { tenantId, ownerId, conversationId } = turn;
  const extraction = store.conversations.get(conversationId)?.extraction ?? store.extractions.get(tenantId);
  if (turn.care || extraction === false) return;
  const { id: messageId, createdAt: saidAt } = message;
  store.people.memory.unlearned.set(messageId, { messageId, tenantId, ownerId, conversationId, saidAt });
}

/** What was erased waits no more, and what is set aside for an operator alone. */
export function waitsToBeLearnt({ people: { memory } }: FakeChatStore, conversationId: string): number {
  return [...memory.unlearned.values()].filter(
    ({ conversationId: home, messageId, setAsideAt }) =>
      home === conversationId && memory.messages.has(messageId) && setAsideAt === undefined,
  ).length;
}

export function leaveLearning(
  store: FakeChatStore,
  { tenantId, conversationId }: Conversation,
  { requestId, now }: { readonly requestId: string; readonly now: number },
): void {
  const { outbox } = store.people.memory;
  const waiting = outbox.get(conversationId);
  const dueAt = Math.min(waiting?.dueAt ?? Number.POSITIVE_INFINITY, now + minuteMs);
  outbox.set(conversationId, {
    ...{
      id: conversationId,
      tenantId,
      queue: "learning-jobs",
      kind: "learn",
      conversationId,
      messageIds: [],
    },
    ...{
      requestId: waiting?.requestId ?? requestId,
      dueAt,
      attempts: waiting?.attempts ?? 0,
      touchedAt: now,
    },
  });
}
