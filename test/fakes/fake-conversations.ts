import type {
  Conversation,
  ConversationChange,
  ConversationMessage,
  Conversations,
  LastSession,
  SessionEnd,
} from "#shared/ports/conversations.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import type { KeptConversation, KeptSaying, KeptSession, KeptTurn } from "./fake-chat-store.ts";
import { clearConversation } from "./fake-erasure.ts";
import { importInto } from "./fake-import.ts";
import { claimAnswer } from "./fake-ledger.ts";
import type { FakeMemoryStore, KeptMessage } from "./fake-memory-store.ts";
import { pageOf } from "./page-of.ts";

const places = (at: number, id: string) => `${at}/${id}`;

export function fakeConversations(store: FakeMemoryStore): Conversations {
  const { sessions } = store;
  const turnOf = (messageId: string) =>
    [...store.turns.values()].find(
      ({ userMessageId, replyMessageId }) => userMessageId === messageId || replyMessageId === messageId,
    );

  const mine = (person: ActingUser) =>
    [...store.conversations.values()].filter(
      ({ ownerId, tenantId }) => ownerId === person.ownerId && tenantId === person.tenantId,
    );
  const find = (person: ActingUser, clientId: string) =>
    mine(person).find((kept) => kept.clientId === clientId);
  const saidIn = (id: string) =>
    [...store.messages.values()].filter(({ conversationId }) => conversationId === id).toSorted(byTime);

  function show(kept: KeptConversation): Conversation {
    const { clientId, title, extraction, createdAt } = kept;
    const lastActiveAt = saidIn(kept.id).at(-1)?.createdAt ?? createdAt;
    return { clientId, title, extraction, createdAt, lastActiveAt, messageCount: saidIn(kept.id).length };
  }

  const satIn = (id: string) =>
    [...sessions.values()]
      .filter(({ conversationId }) => conversationId === id)
      .toSorted((a, b) => (a.id < b.id ? 1 : -1));

  /** Whether nobody was to settle it any more. */
  function leaveAgain(session: KeptSession, call: { requestId: string; now: number }): boolean {
    if (session.endedAt === null || session.settledAt != null || store.outbox.has(session.id)) return false;
    leaveSettling(store, session, call);
    return true;
  }

  function end(kept: KeptConversation, endReason: SessionEnd, call: { requestId: string; now: number }) {
    const sat = satIn(kept.id);
    const [last] = sat;
    const open = sat.find(({ endedAt }) => endedAt === null);
    if (open) {
      sessions.set(open.id, { ...open, endedAt: call.now, endReason });
      leaveSettling(store, open, call);
    }
    const left = open ?? (endReason === "request" && last && leaveAgain(last, call) ? last : undefined);
    return {
      conversationId: kept.id,
      title: kept.title,
      ended: left ? { sessionId: left.id, learns: false } : null,
      last: last ? toLast(last) : null,
    };
  }

  return {
    async list(person, { limit, after }) {
      const items = mine(person)
        .map((kept) => ({ id: kept.id, createdAt: show(kept).lastActiveAt, kept }))
        .toSorted((a, b) => byTime(b, a));
      const from = items.findIndex(({ createdAt, id }) => places(createdAt, id) === after) + 1;
      const page = items.slice(from, from + limit);
      const last = page.at(-1);
      const next = last && items.length > from + limit ? places(last.createdAt, last.id) : null;
      return { items: page.map(({ kept }) => show(kept)), next };
    },

    async find(person, clientId) {
      const kept = find(person, clientId);
      return kept ? show(kept) : null;
    },

    async change(person, clientId, change) {
      const kept = find(person, clientId);
      if (!kept) return null;
      const changed = { ...kept, ...toChanged(change) };
      store.conversations.set(kept.id, changed);
      return show(changed);
    },

    async erase(person, conversationId) {
      const isThere = mine(person).some(({ id }) => id === conversationId);
      clearConversation(store, person, conversationId);
      if (isThere) store.conversations.delete(conversationId);
      return isThere;
    },

    async messages(person, clientId, { limit, after }) {
      const kept = find(person, clientId);
      if (!kept) return null;
      const items = saidIn(kept.id);
      const from = items.findIndex(({ createdAt, id }) => places(createdAt, id) === after) + 1;
      const page = items.slice(from, from + limit);
      const last = page.at(-1);
      const next = last && items.length > from + limit ? places(last.createdAt, last.id) : null;
      return {
        items: page.map((message) => showMessage(message, store.sayings.get(message.id), turnOf(message.id))),
        next,
      };
    },

    async sessions(person, clientId, page) {
      const kept = find(person, clientId);
      if (!kept) return null;
      const items = satIn(kept.id).map(
        ({
          conversationId: _,
          tenantId: __,
          ownerId: ___,
          settledAt: ____,
          turnCount: _____,
          ...session
        }) => ({
          ...session,
          summary: session.summary ?? null,
          messageCount: [...store.turns.values()].some(({ sessionId }) => sessionId === session.id)
            ? saidIn(kept.id).filter(({ id }) => turnOf(id)?.sessionId === session.id).length
            : broughtBetween(store, session.id, kept.id).length,
        }),
      );
      return pageOf(items, page, ({ id }, last) => id < last);
    },

    async endSession(person, clientId, { idempotency, newSessionId, ...call }) {
      const kept = find(person, clientId);
      if (!kept) return null;
      const [last] = satIn(kept.id);
      const hasAll = last !== undefined && (last.endedAt === null || last.id > newSessionId);
      const made = hasAll ? undefined : makeSession(store, kept, newSessionId);
      const meant = made ?? last;
      if (!meant) return end(kept, "request", call);
      const answer = { requestHash: idempotency?.requestHash ?? "", ids: [meant.id], pendingIds: [] };
      const write = { actor: person, outboxId: "", idempotency, ...call };
      const before = claimAnswer(store, write, { ...answer, createdAt: call.now });
      if (before === "mismatch") return "mismatch";
      if (!before || before.ids[0] === meant.id) {
        if (made) sessions.set(made.id, made);
        return end(kept, "request", call);
      }
      const first = sessions.get(before.ids[0]!);
      const ended = first && leaveAgain(first, call) ? { sessionId: first.id, learns: false } : null;
      return {
        ...{ conversationId: kept.id, title: kept.title },
        ...{ ended, last: first ? toLast(first) : null },
      };
    },

    async reset(person, clientId, call) {
      const kept = find(person, clientId);
      if (!kept) return null;
      store.conversations.set(kept.id, { ...kept, resetAt: call.now });
      return end(kept, "reset", call);
    },

    async findSummary(person, sessionId) {
      const session = sessions.get(sessionId);
      if (session?.ownerId !== person.ownerId) return null;
      return { ...toLast(session), title: store.conversations.get(session.conversationId)?.title ?? null };
    },

    async import(call) {
      return importInto(store, call);
    },

    async findUntitled({ tenantId, conversationId }) {
      const kept = store.conversations.get(conversationId);
      if (kept?.tenantId !== tenantId || kept.title !== null) return null;
      const isFlagged = (id: string | undefined) => store.messages.get(id ?? "")?.flagged ?? false;
      const said = saidIn(kept.id).filter(({ id, archivedAt }) => {
        const turn = turnOf(id);
        return archivedAt === null && !turn?.care && !isFlagged(id) && !isFlagged(turn?.userMessageId);
      });
      const first = ["user", "assistant"].flatMap((role) => said.find((each) => each.role === role) ?? []);
      const cut = (content: string) => [...content].slice(0, 2_000).join("");
      return {
        said: first.toSorted(byTime).map(({ role, content }) => ({ role, content: cut(content) })),
        refusedTypes: ["health", "personal"],
      };
    },

    async setTitle({ tenantId, conversationId, title, outboxId }) {
      const kept = store.conversations.get(conversationId);
      store.outbox.delete(outboxId);
      if (kept?.tenantId !== tenantId || kept.title !== null || title === null) return;
      store.conversations.set(kept.id, { ...kept, title, titleBy: "model" });
    },
  };
}

/** The job that settles a session, as whoever ends it leaves it. */
export function leaveSettling(
  store: FakeMemoryStore,
  { id, tenantId, conversationId }: KeptSession,
  { requestId, now }: { readonly requestId: string; readonly now: number },
): void {
  const entry = { id, tenantId, conversationId, sessionId: id, requestId, messageIds: [] };
  const due = { dueAt: now + 60_000, attempts: 0 };
  store.outbox.set(id, { ...entry, queue: "session-jobs", kind: "end_session", ...due });
}

/** Of what came by the API since the last one. */
function makeSession(
  store: FakeMemoryStore,
  { id: conversationId, tenantId, ownerId }: KeptConversation,
  id: string,
): KeptSession | undefined {
  const times = broughtBetween(store, id, conversationId)
    .filter(({ archivedAt }) => archivedAt === null)
    .map(({ createdAt }) => createdAt);
  if (times.length === 0) return undefined;
  const span = { startedAt: Math.min(...times), lastActiveAt: Math.max(...times) };
  return { id, tenantId, ownerId, conversationId, ...span, endedAt: null, endReason: null };
}

/** What came by the API between a session that no turn belongs to and the one before. */
export function broughtBetween(
  store: FakeMemoryStore,
  sessionId: string,
  conversationId: string,
): KeptMessage[] {
  const [before = ""] = [...store.sessions.values()]
    .filter((session) => session.conversationId === conversationId && session.id < sessionId)
    .map(({ id }) => id)
    .toSorted()
    .toReversed();
  return [...store.messages.values()].filter(
    ({ id, ...message }) =>
      message.conversationId === conversationId &&
      (store.sayings.get(id)?.turnId ?? null) === null &&
      id < sessionId &&
      id > before,
  );
}

function toLast({ id, summary, settledAt }: KeptSession): LastSession {
  return { sessionId: id, summary: summary ?? null, isSettled: settledAt != null };
}

interface Timed {
  readonly id: string;
  readonly createdAt: number;
}

function byTime(a: Timed, b: Timed): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}

function toChanged({ title, extraction }: ConversationChange): Partial<KeptConversation> {
  return {
    ...(title !== undefined && { title, titleBy: title === null ? null : "client" }),
    ...(extraction !== undefined && { extraction }),
  };
}

function showMessage(
  message: KeptMessage,
  { turnId, status, tools }: KeptSaying = { turnId: null, status: "complete", tools: [] },
  turn: KeptTurn | undefined,
): ConversationMessage {
  const { id, role, name, content, metadata, importance, createdAt, flagged = false } = message;
  const clientMessageId = turn?.userMessageId === id ? turn.clientMessageId : null;
  return {
    ...{ id, turnId, clientMessageId, role, name, content, metadata, importance },
    ...{ toolCalls: tools, status, flagged, createdAt },
  };
}
