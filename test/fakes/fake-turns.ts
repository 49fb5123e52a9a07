import { BeingErased } from "#shared/errors.ts";
import type { MemoryIndex } from "#shared/ports/memory-index.ts";
import type { BeginTurn, LostTurn, TurnSetting, Turns } from "#shared/ports/turns.ts";
import { nothingKnown } from "#test/builders/nothing-known.ts";
import type { FakeChatStore, KeptTurn } from "./fake-chat-store.ts";
import { seeUser } from "./fake-ledger.ts";
import { fakeMemoryIndex } from "./fake-memory-index.ts";
import { embeddingKey } from "./fake-memory-store.ts";
import { personKey, seePerson } from "./fake-people-store.ts";
import { historyBefore, say, toSaid, usedBefore } from "./fake-sayings.ts";
import { type Seat, type Seating, seatTurn } from "./fake-sessions.ts";
import { answerAgain, endTurn, keepJob, minuteMs, sessionDueAt, toEnded } from "./fake-turn-ends.ts";
import { keepUnlearned } from "./fake-unlearned.ts";
import { tokensOn } from "./fake-usage-ledger.ts";

/** Nothing is awaited once it writes, so that each call stands or falls as one transaction does. */
export function fakeTurns(
  store: FakeChatStore,
  index: MemoryIndex = fakeMemoryIndex(store.people.memory),
): Turns {
  return {
    async begin(turn) {
      const { person, turnId, now } = turn;
      const { matches: memories } = await index.search(person, turn.recall).catch(() => ({ matches: [] }));
      const seen = seePerson(store.people, person, now);
      if (!seen) return { outcome: "tenant_unknown" };
      seeUser(store.people.memory, person.tenantId, person.userId, now);
      const known = store.turns.get(turnId);
      const seat = known ? null : takeSeat(store, turn);
      const claimed = known
        ? claimAgain(store, known, turn.attempt)
        : storeTurn(store, turn, seat!.sessionId, turn.followsOn ? lastSaid(store, turn) : null);
      if (claimed.status !== "running") return toEnded(store, claimed);
      if (!known && claimed.userMessageId === turn.message.id) {
        keepVector(store, turn);
        keepJob(store, claimed, turn, now + 10 * minuteMs);
      }
      return {
        outcome: "claimed",
        fence: claimed.fence,
        attempt: claimed.attempt,
        run: known ? (known.status === "failed" ? "again" : "takeover") : "first",
        conversationId: claimed.conversationId,
        clientConversationId: store.conversations.get(claimed.conversationId)!.clientId,
        sessionId: claimed.sessionId,
        sessionIsNew: seat?.sessionIsNew ?? false,
        endedSession: seat?.endedSession ?? null,
        outboxId: claimed.outboxId,
        userMessage: toSaid(store.people.memory.messages.get(claimed.userMessageId)!),
        usedBefore: turn.followsOn ? usedBefore(store, claimed) : [],
        history: historyBefore(store, claimed, turn.historyLimit),
        memories,
        knowledge: nothingKnown,
        ...settingOf(store, turn, seen),
      };
    },

    async finish(finish) {
      const { turnId, fence, person } = finish;
      const turn = store.turns.get(turnId);
      if (turn?.ownerId !== person.ownerId) return { outcome: "gone" };
      if (turn.fence !== fence) return { outcome: "fenced" };
      if (turn.status !== "running") return answerAgain(store, turn, finish);
      if (store.people.persons.get(personKey(person))?.deletionId) throw new BeingErased();
      return endTurn(store, turn, finish);
    },

    async abandon(lost) {
      const { person, turnId, attempt, now } = lost;
      if (!seePerson(store.people, person, now)) return { outcome: "tenant_unknown" };
      seeUser(store.people.memory, person.tenantId, person.userId, now);
      const known = store.turns.get(turnId);
      if (known?.status === "running" && known.attempt > attempt)
        return { ...toEnded(store, known), attempt, ending: { status: "failed", code: lost.code } };
      if (known && (known.status === "done" || (known.status === "failed" && known.attempt >= attempt)))
        return toEnded(store, known);
      const turn = known ?? storeLost(store, lost);
      const fence = known ? known.fence + 1 : turn.fence;
      store.turns.set(turnId, { ...turn, status: "failed", errorCode: lost.code, attempt, fence });
      if (!known && turn.userMessageId === lost.message.id) keepJob(store, turn, lost, now + minuteMs);
      return { outcome: "abandoned" };
    },
  };
}

function takeSeat(store: FakeChatStore, turn: BeginTurn): Seat {
  return seatTurn(store, { ...turn, sessionDueAt: sessionDueAt(turn), limits: turn });
}

function storeLost(store: FakeChatStore, lost: LostTurn): KeptTurn {
  const seating: Seating = { ...lost, sessionDueAt: lost.now + 15 * minuteMs, limits: null };
  const kept = lost.followsOn ? lastSaid(store, lost) : null;
  return storeTurn(store, lost, seatTurn(store, seating).sessionId, kept);
}

/** The person's last message of the conversation, where it says the same. */
function lastSaid(
  store: FakeChatStore,
  { conversationId, message }: Pick<BeginTurn, "conversationId" | "message">,
): string | null {
  const last = [...store.people.memory.messages.values()]
    .filter((each) => each.conversationId === conversationId && each.role === "user" && !each.archivedAt)
    .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    .at(-1);
  return last?.textHash === message.textHash ? last.id : null;
}

function storeTurn(
  store: FakeChatStore,
  turn: Omit<LostTurn, "code">,
  sessionId: string,
  keptMessageId: string | null = null,
): KeptTurn {
  const { person, turnId: id, message, conversationId, clientConversationId: clientId, now } = turn;
  const { tenantId, ownerId } = person;
  if (!store.conversations.has(conversationId)) {
    const unset = { title: null, extraction: null, resetAt: null };
    store.conversations.set(conversationId, {
      id: conversationId,
      tenantId,
      ownerId,
      clientId,
      createdAt: now,
      ...unset,
    });
  }
  const kept: KeptTurn = {
    id,
    tenantId,
    ownerId,
    conversationId,
    sessionId,
    clientMessageId: turn.clientMessageId,
    userMessageId: keptMessageId ?? message.id,
    replyMessageId: null,
    status: "running",
    attempt: turn.attempt,
    fence: 1,
    care: turn.care,
    finishReason: null,
    errorCode: null,
    recalled: [],
    usage: null,
    outboxId: turn.outboxId,
    acceptedAt: message.createdAt,
  };
  store.turns.set(id, kept);
  if (keptMessageId) return kept;
  say(store, person, kept, { ...message, role: turn.speaker, status: "complete", tools: [] });
  if (turn.speaker === "user") keepUnlearned(store, kept, message);
  return kept;
}

/** The same turn where it has ended for good. */
function claimAgain(store: FakeChatStore, known: KeptTurn, attempt: number): KeptTurn {
  if (known.status === "done" || (known.status === "failed" && attempt <= known.attempt)) return known;
  const isGone = !store.people.memory.messages.has(known.userMessageId);
  const claimed: KeptTurn = {
    ...known,
    status: isGone ? "failed" : "running",
    errorCode: isGone ? "not_found" : null,
    attempt: Math.max(known.attempt, attempt),
    fence: known.fence + 1,
  };
  store.turns.set(known.id, claimed);
  return claimed;
}

function keepVector(store: FakeChatStore, { person, recall, message, model }: BeginTurn): void {
  const { embeddings } = store.people.memory;
  const { vector } = recall;
  if (!vector || recall.text !== message.content || recall.model !== model) return;
  const { tenantId, ownerId } = person;
  const embedding = {
    tenantId,
    ownerId,
    model,
    textHash: message.textHash,
    dimensions: vector.length,
    vector,
  };
  const key = embeddingKey(embedding);
  if (!embeddings.has(key)) embeddings.set(key, embedding);
}

function settingOf(
  store: FakeChatStore,
  { person, now }: BeginTurn,
  { name, locale, timeZone }: TurnSetting["profile"],
): TurnSetting {
  return {
    careAnswer: store.careAnswers.get(person.tenantId) ?? null,
    tokensToday: tokensOn(store, person.tenantId, now),
    profile: { name, locale, timeZone },
  };
}
