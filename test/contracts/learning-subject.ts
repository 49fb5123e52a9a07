import { uuidv7 } from "uuidv7";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresLearning } from "#shared/adapters/postgres/learning/postgres-learning.ts";
import { postgresConsents } from "#shared/adapters/postgres/people/postgres-consents.ts";
import { postgresUsers } from "#shared/adapters/postgres/people/postgres-users.ts";
import type { Learning, LearningWrite, SettledFact, Stretch } from "#shared/ports/learning.ts";
import type { NewMessage } from "#shared/ports/messages.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildAppend, buildMessage, type MessageGiven } from "#test/builders/build-append.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { type MemorySubject, postgresMemory } from "./memory-subject.ts";

export const model = "fake-embedding";
export const now = Date.UTC(2026, 2, 28, 23, 30);
export const most = { messages: 20, characters: 24_000, context: 4 };

interface JobRow {
  readonly id: string;
  readonly body: Record<string, unknown>;
  readonly dueAt: number;
}

export function learningSubject(url: string) {
  const database = createDatabase({ url });
  const memory: MemorySubject = postgresMemory(url);
  const learning: Learning = postgresLearning(database);

  const ask = <Row>({ tenantId }: ActingUser, text: string, ...values: unknown[]) =>
    database.query<Row>({ scope: "tenant", tenantId }, { text, values });

  return {
    ...memory,
    learning,
    ask,
    consents: postgresConsents(database),
    users: postgresUsers(database),

    /** Somebody of a tenant that learns from all that is said. */
    async person(settings: { extraction?: boolean | null; forbidden?: string[]; defaults?: string[] } = {}) {
      const person = buildPerson();
      const { extraction = true, forbidden = [], defaults = [] } = settings;
      await ask(
        person,
        `insert into tenants (id, name, created_at, extraction, forbidden_types, consent_defaults)
         values ($1, $1, now(), $2, $3, $4)`,
        ...[person.tenantId, extraction, forbidden, defaults],
      );
      return person;
    },

    async say(person: ActingUser, ...given: readonly MessageGiven[]): Promise<NewMessage[]> {
      const messages = given.map((each, at) => buildMessage(person, { createdAt: now + at, ...each }));
      await memory.messages.append(buildAppend(person, messages, { now }));
      return messages;
    },

    /** Facts that somebody wants held against what is known. */
    async propose(person: ActingUser, ...contents: string[]): Promise<string[]> {
      const ids: string[] = [];
      for (const [at, content] of contents.entries()) {
        const fact = { type: "fact", content, importance: 0.4, metadata: {}, sourceMessageIds: [] } as const;
        const draft = { ...fact, id: uuidv7(), validFrom: null, validTo: now, createdAt: now - 10 + at };
        await memory.memories.propose({ actor: person, draft, requestId: "request", now, idempotency: null });
        ids.push(draft.id);
      }
      return ids;
    },

    read: (person: ActingUser, conversationId: string, given: Partial<typeof most> = {}) =>
      learning.readStretch({ tenantId: person.tenantId, conversationId, most: { ...most, ...given } }),

    jobsOf: (person: ActingUser, queue = "learning-jobs") =>
      ask<JobRow>(
        person,
        `select id, body, (extract(epoch from due_at) * 1000)::float8 as "dueAt" from outbox where queue = $1 order by id`,
        queue,
      ),

    async waitingOf(person: ActingUser): Promise<string[]> {
      const rows = await ask<{ id: string }>(
        person,
        "select message_id as id from unlearned order by said_at, id",
      );
      return rows.map(({ id }) => id);
    },
  };
}

/** What the worker writes of a stretch. */
export function buildLearning(
  { learner, conversationId, messages, touchedAt }: Stretch,
  facts: readonly SettledFact[],
  given: Partial<LearningWrite> & { flaggedIds?: readonly string[] } = {},
): LearningWrite {
  const messageIds = messages.filter(({ isContext }) => !isContext).map(({ id }) => id);
  const { flaggedIds = [], ...rest } = given;
  return {
    learner,
    from: { kind: "stretch", conversationId, messageIds, flaggedIds, touchedAt },
    facts,
    model,
    embedOutboxId: uuidv7(),
    requestId: "request",
    now,
    ...rest,
  };
}
