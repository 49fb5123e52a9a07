import type { EndedSession, SessionMessage, Sessions, SettleSession } from "#shared/ports/sessions.ts";
import type { StateLine, UserState } from "#shared/ports/user-states.ts";
import type { KeptSession } from "./fake-chat-store.ts";
import { broughtBetween, leaveSettling } from "./fake-conversations.ts";
import { embeddingKey, type FakeMemoryStore, type KeptMemory } from "./fake-memory-store.ts";
import { type FakePeopleStore, personKey } from "./fake-people-store.ts";

const unwritten: UserState = { version: 0, updatedAt: null, lines: [] };

/** Nothing waits to be learnt from here: that is a table's matter. */
export function fakeSessions(people: FakePeopleStore): Sessions {
  const store = people.memory;
  const find = ({ tenantId, sessionId }: { tenantId: string; sessionId: string }) => {
    const session = store.sessions.get(sessionId);
    return session?.tenantId === tenantId ? session : undefined;
  };
  const turnsOf = (sessionId: string) =>
    [...store.turns.values()].filter((turn) => turn.sessionId === sessionId);
  const runs = (sessionId: string, since: number) =>
    turnsOf(sessionId).some(({ status, acceptedAt }) => status === "running" && acceptedAt > since);

  return {
    async endIdle({ idleSince, runningSince, requestId, now, ...work }) {
      const session = find(work);
      if (!session) return { outcome: "gone" };
      if (session.endedAt !== null) return { outcome: "ended", ownerId: session.ownerId, learns: false };
      const { lastActiveAt } = session;
      if (lastActiveAt >= idleSince || runs(session.id, runningSince)) {
        return { outcome: "active", lastActiveAt };
      }
      store.sessions.set(session.id, { ...session, endedAt: lastActiveAt, endReason: "idle" });
      leaveSettling(store, session, { requestId, now });
      return { outcome: "ended", ownerId: session.ownerId, learns: false };
    },

    async read({ most, runningSince, ...work }) {
      const session = find(work);
      if (!session || session.endedAt === null) return null;
      const conversation = store.conversations.get(session.conversationId)!;
      const { tenantId, ownerId } = session;
      const userId = [...store.users.values()].find((user) => user.tenantId === tenantId)!.id;
      const person = people.persons.get(personKey({ tenantId, userId }));
      const [summaryBefore = null] = [...store.sessions.values()]
        .filter(({ conversationId, id }) => conversationId === conversation.id && id < session.id)
        .toSorted((a, b) => (a.id < b.id ? 1 : -1))
        .flatMap((before) => summaryOf(store, before) ?? []);
      const { name = null, timeZone = null } = person ?? {};
      return {
        conversationId: conversation.id,
        clientConversationId: conversation.clientId,
        learner: { tenantId, ownerId, userId, name, timeZone, refusedTypes: ["health", "personal"] },
        learns: conversation.extraction ?? turnsOf(session.id).length > 0,
        settledAt: session.settledAt ?? null,
        waits: store.outbox.has(session.id),
        isRunning: runs(session.id, runningSince),
        title: conversation.title,
        summary: session.summary ?? null,
        messages: session.settledAt == null ? newest(saidIn(store, session), most) : [],
        summaryBefore,
        state: withoutSources(store.states.get(ownerId) ?? unwritten),
      } satisfies EndedSession;
    },

    async settle(work) {
      const session = find(work);
      if (!session || session.endedAt === null || session.settledAt != null) return { outcome: "gone" };
      const state = store.states.get(work.ownerId) ?? unwritten;
      if (work.state && work.state.version !== state.version) return { outcome: "stale" };
      const conversation = store.conversations.get(session.conversationId)!;
      const title = conversation.title ?? work.title;
      if (title !== conversation.title)
        store.conversations.set(conversation.id, { ...conversation, title, titleBy: "model" });
      const remembers = rememberSummary(store, work);
      store.sessions.set(session.id, { ...session, summary: work.summary, settledAt: work.now });
      const failed = store.failedJobs.get(session.id);
      if (failed?.retriedAt === null) store.failedJobs.set(session.id, { ...failed, retriedAt: work.now });
      if (work.state) store.states.set(work.ownerId, changed(store, state, work));
      leaveSettling(store, session, { requestId: work.requestId, now: work.now + 60_000 });
      const isEmbedded = store.embeddings.has(
        embeddingKey({ ownerId: work.ownerId, model: work.model, textHash: work.memory?.textHash ?? "" }),
      );
      return { outcome: "settled", title, leavesEmbedding: remembers && !isEmbedded };
    },

    async finish({ sessionId }) {
      store.outbox.delete(sessionId);
    },

    async fail({ tenantId, sessionId: id, reason, attempts, requestId, now }) {
      store.outbox.delete(id);
      const session = find({ tenantId, sessionId: id });
      if (!session || session.settledAt != null) return;
      const named = { queue: "session-jobs", kind: "end_session", messageIds: [], memoryIds: [] };
      const past = { reason, attempts, requestId, createdAt: now, retriedAt: null };
      store.failedJobs.set(id, { id, tenantId, ...named, ...past });
    },
  };
}

/** In the words of the memory that it is as well, unless something of it is untrue by now. */
function summaryOf({ memories }: FakeMemoryStore, { id, summary }: KeptSession): string | null {
  const ofSession = ({ versions }: KeptMemory) => versions.at(-1)!.metadata.summary_of_session;
  const told = [...memories.values()].find((memory) => ofSession(memory) === id);
  if (!told || !summary) return summary ?? null;
  const isUntrue = [...memories.values()].some(
    (memory) =>
      memory.versions.at(-1)!.status === "outdated" &&
      (memory === told ||
        (ofSession(memory) === undefined &&
          memory.sourceMessageIds.some((source) => told.sourceMessageIds.includes(source)))),
  );
  return isUntrue ? null : told.versions.at(-1)!.content.replace(/^Conversation of [\d-]{10}: /, "");
}

function saidIn(store: FakeMemoryStore, { id: session, conversationId }: KeptSession): SessionMessage[] {
  if (![...store.turns.values()].some(({ sessionId }) => sessionId === session)) {
    return broughtBetween(store, session, conversationId)
      .filter(({ flagged, archivedAt }) => !flagged && archivedAt === null)
      .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
      .map(({ id, role, name, content, createdAt }) => ({
        ...{ id, turnId: id, role, name, content, createdAt },
      }));
  }
  return [...store.turns.values()]
    .filter(({ sessionId, care }) => sessionId === session && !care)
    .toSorted((a, b) => a.acceptedAt - b.acceptedAt)
    .flatMap((turn) =>
      [turn.userMessageId, turn.replyMessageId].flatMap((messageId) => {
        const message = store.messages.get(messageId ?? "");
        if (!message || message.archivedAt !== null) return [];
        const { role, name, content, createdAt } = message;
        return store.sayings.get(message.id)?.status === "failed"
          ? []
          : [{ id: message.id, turnId: turn.id, role, name, content, createdAt }];
      }),
    );
}

function newest(said: readonly SessionMessage[], most: { messages: number; characters: number }) {
  let characters = 0;
  return said
    .toReversed()
    .filter(({ content }, at) => {
      characters += content.length;
      return at < most.messages && (at === 0 || characters <= most.characters);
    })
    .toReversed();
}

function rememberSummary(store: FakeMemoryStore, { memory, summary, ...work }: SettleSession): boolean {
  const sourceMessageIds = memory?.sourceMessageIds.filter((id) => store.messages.has(id)) ?? [];
  if (!memory || summary === null || sourceMessageIds.length === 0) return false;
  const { tenantId, ownerId, userId, now } = work;
  const whose = { tenantId, ownerId, userId };
  const rests = { provenance: "messages", sourceMessageIds, supersedes: null, createdAt: now } as const;
  const said = {
    type: "context",
    content: memory.content,
    status: "active",
    validFrom: null,
    validTo: null,
  } as const;
  const { versionId: id, textHash, importance } = memory;
  const metadata = { summary_of_session: work.sessionId };
  const version = { id, reason: "created", textHash, importance, metadata, createdAt: now, ...said } as const;
  store.memories.set(memory.id, { id: memory.id, ...whose, ...rests, versions: [version] });
  return true;
}

function changed(store: FakeMemoryStore, state: UserState, { state: change, now }: SettleSession): UserState {
  const added = change!.added.filter(({ sourceMessageIds }) =>
    sourceMessageIds.some((id) => store.messages.has(id)),
  );
  const lines: StateLine[] = [
    ...state.lines.filter(({ id }) => !change!.removedIds.includes(id)),
    ...added.map((line) => ({ ...line, writtenBy: "session" as const, createdAt: now })),
  ];
  const sorted = lines.toSorted((a, b) => (a.part < b.part ? -1 : a.part > b.part ? 1 : 0));
  return { version: state.version + 1, updatedAt: now, lines: sorted };
}

/** Whoever settles reads what is said, and not what it rests on. */
function withoutSources(state: UserState): UserState {
  return { ...state, lines: state.lines.map((line) => ({ ...line, sourceMessageIds: [] })) };
}
