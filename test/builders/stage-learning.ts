import { deriveConversationId } from "#shared/domain/access/derive-ids.ts";
import type { ChatRequest } from "#shared/ports/chat-model.ts";
import type { FactDraft, Learning } from "#shared/ports/learning.ts";
import type { MemoryType } from "#shared/ports/memories.ts";
import { fakeChatModel, type Move } from "#test/fakes/fake-chat-model.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeEmbedder } from "#test/fakes/fake-embedder.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";
import { fakeLearning } from "#test/fakes/fake-learning.ts";
import { createFakeLearningStore, type KeptLearner } from "#test/fakes/fake-learning-store.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { fakeMessages } from "#test/fakes/fake-messages.ts";
import { fakeTally } from "#test/fakes/fake-tally.ts";
import { buildAppend, buildMessage, type MessageGiven } from "./build-append.ts";
import { buildPerson } from "./build-person.ts";

export const toldFact = (text: string, given: Record<string, unknown> = {}) => ({
  ...{
    text,
    type: "fact",
    importance: 0.6,
    sources: [1, 2],
    from: null,
    until: null,
    entities: [],
    relations: [],
  },
  ...given,
});
export const facts = (...told: readonly object[]) => JSON.stringify({ facts: told });
export const decisions = (...told: readonly (readonly [string, string, string | null])[]) =>
  JSON.stringify({
    decisions: told.map(([fact, action, memory]) => ({ fact, action, memory, reason: "so it is" })),
  });

/** A person whose words wait to be learnt from, and a model that answers in turn what it is given. */
export function stageLearning(...answers: readonly (string | readonly Move[])[]) {
  const store = createFakeLearningStore();
  const clock = fakeClock(Date.UTC(2026, 2, 28, 23, 30));
  const chatModel = fakeChatModel(
    ...answers.map((answer) => (typeof answer === "string" ? [answer] : answer)),
  );
  const learning: Learning = fakeLearning(store);
  const ports = {
    ...{ learning, chatModel, clock, embedder: fakeEmbedder({ dimensions: 64 }), jobs: fakeJobQueue() },
    ...{ ids: fakeIds(clock), tally: fakeTally(), log: fakeLog() },
  };
  const person = buildPerson();
  const conversationId = deriveConversationId(person.ownerId, "conversation");
  const { tenantId, ownerId, userId } = person;
  let drafted = 0;

  return {
    store,
    ports,
    person,
    job: {
      kind: "learn",
      id: conversationId,
      tenantId,
      conversationId,
      requestId: "r",
      attempts: 1,
    } as const,

    /** Messages that wait, a second between them; a string is the person's. */
    async say(...said: readonly (string | MessageGiven)[]): Promise<string[]> {
      const messages = said.map((one) => {
        clock.advance(1_000);
        const given = typeof one === "string" ? { content: one } : one;
        return buildMessage(person, { id: ports.ids.next(), createdAt: clock.now(), ...given });
      });
      await fakeMessages(store.memory).append(buildAppend(person, messages, { now: clock.now() }));
      for (const { id: messageId, createdAt: saidAt } of messages)
        store.unlearned.set(messageId, { messageId, tenantId, ownerId, conversationId, saidAt });
      store.jobs.set(conversationId, { tenantId, touchedAt: clock.now(), dueAt: clock.now() });
      return messages.map(({ id }) => id);
    },

    know(learner: Partial<KeptLearner>): void {
      store.learners.set(ownerId, { name: null, timeZone: null, refusedTypes: [], ...learner });
    },

    draft(content: string, given: Partial<FactDraft> = {}): string {
      clock.advance(1_000);
      const id = ports.ids.next();
      const draft = {
        ...{ id, type: "fact" as MemoryType, content, importance: 0.5, validFrom: null, validTo: null },
        ...{ metadata: {}, sourceMessageIds: [], createdAt: clock.now(), ...given },
      };
      store.drafts.set(id, { tenantId, ownerId, userId, draft, settledAt: null, memoryId: null });
      drafted += 1;
      return id;
    },

    settleJob: (draftIds: readonly string[]) =>
      ({
        kind: "settle_facts",
        id: draftIds[0]!,
        tenantId,
        draftIds,
        requestId: "r",
        attempts: drafted,
      }) as const,

    /** What is believed now, in the order it was first learnt; outdated ones behind a minus. */
    believed: () =>
      [...store.memory.memories.values()].map(({ versions }) => {
        const { content, status } = versions.at(-1)!;
        return status === "active" ? content : `-${content}`;
      }),
    memoryOf: (content: string) =>
      [...store.memory.memories.values()].find(({ versions }) => versions.at(-1)!.content === content)!,
  };
}

/** The one JSON object that a call of the model carried. */
export function inputOf(request: ChatRequest | undefined): Record<string, unknown> {
  return JSON.parse(request?.messages.find(({ role }) => role === "user")?.content ?? "null");
}
