import { inject } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresLearning } from "#shared/adapters/postgres/learning/postgres-learning.ts";
import { postgresUsageLedger } from "#shared/adapters/postgres/postgres-usage-ledger.ts";
import { postgresTurns } from "#shared/adapters/postgres/turns/postgres-turns.ts";
import type { Session } from "#shared/ports/conversations.ts";
import type { Role } from "#shared/ports/messages.ts";
import type {
  BeginTurn,
  BegunTurn,
  ClaimedTurn,
  MessageStatus,
  Turns,
  UsedTool,
} from "#shared/ports/turns.ts";
import type { UsageLedger } from "#shared/ports/usage.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { createFakeChatStore } from "#test/fakes/fake-chat-store.ts";
import { fakeTurns } from "#test/fakes/fake-turns.ts";
import { fakeUsageLedger } from "#test/fakes/fake-usage-ledger.ts";
import { fakePeopleOf, type PeopleSubject, postgresPeople } from "./people-subject.ts";

export interface KeptJob {
  readonly id: string;
  readonly queue: string;
  readonly kind: string | null;
  readonly messageIds: readonly string[];
  readonly conversationId: string | null;
  readonly requestId: string;
  readonly dueAt: number;
}

/** The job that ends a session, or works on one that has ended. */
export interface KeptEnd {
  readonly id: string;
  readonly queue: string;
  readonly sessionId: string;
  readonly conversationId: string;
  readonly requestId: string;
  readonly dueAt: number;
}

export interface KeptMessage {
  readonly id: string;
  readonly role: Role;
  readonly content: string;
  readonly importance: number;
  readonly turnId: string | null;
  readonly status: MessageStatus;
  readonly tools: readonly UsedTool[];
  readonly createdAt: number;
}

/** Turns over one store with persons, messages and memories, and a look into it. */
export interface TurnsSubject extends PeopleSubject {
  readonly turns: Turns;
  readonly usage: UsageLedger;
  /** All but those that end sessions. */
  jobsOf(person: ActingUser): Promise<readonly KeptJob[]>;
  endsOf(person: ActingUser): Promise<readonly KeptEnd[]>;
  /** What waits to be learnt from, by message, oldest first. */
  finishJob(person: ActingUser, id: string): Promise<void>;
  waitingIn(person: ActingUser, conversationId: string): Promise<readonly string[]>;
  /** As the job of learning does that had no answer for these messages; or an operator has tried it again since. */
  failLearning(
    person: ActingUser,
    conversationId: string,
    given: { readonly messageIds: readonly string[]; readonly isRetried: boolean },
  ): Promise<void>;
  learnFromChat(person: ActingUser, conversationId: string, extraction: boolean | null): Promise<void>;
  learnFromChatOfTenant(person: ActingUser, extraction: boolean): Promise<void>;
  saidIn(person: ActingUser, conversationId: string): Promise<readonly KeptMessage[]>;
  sessionsOf(
    person: ActingUser,
    conversationId: string,
  ): Promise<readonly Omit<Session, "messageCount" | "summary">[]>;
  careOf(person: ActingUser, turnId: string): Promise<boolean | undefined>;
  setTitle(person: ActingUser, conversationId: string, title: string): Promise<void>;
  reset(person: ActingUser, conversationId: string, at: number): Promise<void>;
  setCareAnswer(person: ActingUser, text: string): Promise<void>;
  putAway(person: ActingUser, messageId: string): Promise<void>;
  eraseMessage(person: ActingUser, messageId: string): Promise<void>;
}

export const turnsSubjects: readonly (readonly [string, () => TurnsSubject])[] = [
  ["the fake", fakeTurnsSubject],
  ["Postgres", () => postgresTurnsSubject(inject("databaseUrl"))],
];

function fakeTurnsSubject(): TurnsSubject {
  const store = createFakeChatStore();
  const { memory } = store.people;
  const change = <Row extends object>(rows: Map<string, Row>, id: string, with_: Partial<Row>) =>
    void rows.set(id, { ...rows.get(id)!, ...with_ });
  return {
    ...fakePeopleOf(store.people),
    turns: fakeTurns(store),
    usage: fakeUsageLedger(store),
    async jobsOf({ tenantId }) {
      const jobs = [...memory.outbox.values()].filter(
        (job) => job.tenantId === tenantId && job.kind !== "end_session",
      );
      return jobs.map(({ id, queue, kind = null, messageIds, conversationId = null, requestId, dueAt }) => ({
        id,
        queue,
        kind,
        messageIds,
        conversationId,
        requestId,
        dueAt,
      }));
    },
    async endsOf({ tenantId }) {
      const jobs = [...memory.outbox.values()].filter(
        (job) => job.tenantId === tenantId && job.kind === "end_session",
      );
      return jobs
        .map(({ id, queue, sessionId, conversationId, requestId, dueAt }) => ({
          ...{ id, queue, requestId, dueAt },
          sessionId: sessionId!,
          conversationId: conversationId!,
        }))
        .toSorted((a, b) => a.dueAt - b.dueAt);
    },
    finishJob: async (_, id) => void memory.outbox.delete(id),
    async waitingIn(_, conversationId) {
      const waiting = [...memory.unlearned.values()].filter((each) => each.conversationId === conversationId);
      return waiting.toSorted((a, b) => a.saidAt - b.saidAt).map(({ messageId }) => messageId);
    },
    async failLearning({ tenantId }, conversationId, { messageIds, isRetried }) {
      const common = { id: conversationId, tenantId, queue: "learning-jobs", kind: "learn", requestId: "r" };
      const ids = { messageIds: [], memoryIds: [], conversationId };
      const failure = { reason: "refused", attempts: 1, createdAt: 1 } as const;
      const retriedAt = isRetried ? 2 : null;
      memory.failedJobs.set(conversationId, { ...common, ...ids, ...failure, retriedAt });
      for (const id of messageIds) change(memory.unlearned, id, { setAsideAt: 1 });
    },
    learnFromChat: async (_, id, extraction) => change(store.conversations, id, { extraction }),
    learnFromChatOfTenant: async ({ tenantId }, extraction) =>
      void store.extractions.set(tenantId, extraction),
    async saidIn(_, conversationId) {
      const said = [...memory.messages.values()].filter((each) => each.conversationId === conversationId);
      return said.map(({ id, role, content, importance, createdAt }) => {
        const { turnId = null, status = "complete", tools = [] } = store.sayings.get(id) ?? {};
        return { id, role, content, importance, turnId, status, tools, createdAt };
      });
    },
    async sessionsOf(_, conversationId) {
      const sat = [...store.sessions.values()].filter((each) => each.conversationId === conversationId);
      return sat.map(({ id, startedAt, lastActiveAt, endedAt, endReason }) => ({
        ...{ id, startedAt, lastActiveAt, endedAt, endReason },
      }));
    },
    careOf: async (_, turnId) => store.turns.get(turnId)?.care,
    setTitle: async (_, id, title) => change(store.conversations, id, { title }),
    reset: async (_, id, at) => change(store.conversations, id, { resetAt: at }),
    setCareAnswer: async ({ tenantId }, text) => void store.careAnswers.set(tenantId, text),
    putAway: async (_, id) => change(memory.messages, id, { archivedAt: Date.now() }),
    eraseMessage: async (_, id) => void memory.messages.delete(id),
  };
}

export function postgresTurnsSubject(url: string): TurnsSubject {
  const database = createDatabase({ url });
  const ask = <Row>({ tenantId }: ActingUser, text: string, values: readonly unknown[] = []) =>
    database.query<Row>({ scope: "tenant", tenantId }, { text, values });
  const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;
  const tell = async (...call: Parameters<typeof ask>) => void (await ask(...call));
  return {
    ...postgresPeople(url),
    turns: postgresTurns(database),
    usage: postgresUsageLedger(database),
    jobsOf: (person) =>
      ask<KeptJob>(
        person,
        `select id, queue, body ->> 'kind' as kind, coalesce(body -> 'message_ids', '[]') as "messageIds",
           body ->> 'conversation_id' as "conversationId", body ->> 'request_id' as "requestId",
           ${ms("due_at")} as "dueAt"
         from outbox where body ->> 'kind' is distinct from 'end_session' order by created_at, id`,
      ),
    endsOf: (person) =>
      ask<KeptEnd>(
        person,
        `select id, queue, body ->> 'session_id' as "sessionId", body ->> 'conversation_id' as "conversationId",
           body ->> 'request_id' as "requestId", ${ms("due_at")} as "dueAt"
         from outbox where body ->> 'kind' = 'end_session' order by due_at, id`,
      ),
    finishJob: (person, id) => tell(person, "delete from outbox where id = $1::uuid", [id]),
    async waitingIn(person, id) {
      const text = "select message_id as id from unlearned where conversation_id = $1::uuid order by said_at";
      return (await ask<{ id: string }>(person, text, [id])).map((row) => row.id);
    },
    async failLearning(person, conversationId, { messageIds, isRetried }) {
      const { tenantId } = person;
      const job = {
        id: conversationId,
        tenantId,
        requestId: "r",
        attempts: 1,
        kind: "learn",
        conversationId,
      } as const;
      const failure = { tenantId, jobs: [job], reason: "refused", now: Date.now(), messageIds } as const;
      await postgresLearning(database).fail(failure);
      if (isRetried) await ask(person, "update failed_jobs set retried_at = now()");
    },
    learnFromChat: (person, id, extraction) =>
      tell(person, "update conversations set extraction = $2 where id = $1::uuid", [id, extraction]),
    learnFromChatOfTenant: (person, extraction) =>
      tell(person, "update tenants set extraction = $2 where id = $1", [person.tenantId, extraction]),
    saidIn: (person, id) =>
      ask<KeptMessage>(
        person,
        `select id, role, content, importance, turn_id as "turnId", status, coalesce(tool_calls, '[]') as tools,
           ${ms("created_at")} as "createdAt"
         from messages where conversation_id = $1::uuid order by created_at, id`,
        [id],
      ),
    sessionsOf: (person, id) =>
      ask(
        person,
        `select id, ${ms("started_at")} as "startedAt", ${ms("last_active_at")} as "lastActiveAt",
           ${ms("ended_at")} as "endedAt", end_reason as "endReason"
         from sessions where conversation_id = $1::uuid order by started_at, id`,
        [id],
      ),
    async careOf(person, id) {
      const rows = await ask<{ care: boolean }>(person, "select care from turns where id = $1::uuid", [id]);
      return rows[0]?.care;
    },
    setTitle: (person, id, title) =>
      tell(person, "update conversations set title = $2 where id = $1::uuid", [id, title]),
    reset: (person, id, at) =>
      tell(person, "update conversations set reset_at = $2::timestamptz where id = $1::uuid", [
        id,
        new Date(at).toISOString(),
      ]),
    setCareAnswer: (person, text) =>
      tell(person, "update tenants set care_answer = $2 where id = $1", [person.tenantId, text]),
    putAway: (person, id) => tell(person, "select aimi_put_away($1::uuid, now())", [id]),
    eraseMessage: (person, id) => tell(person, "delete from messages where id = $1::uuid", [id]),
  };
}

/** Begins a turn that must be claimed. */
export async function claim({ turns }: Pick<TurnsSubject, "turns">, turn: BeginTurn): Promise<ClaimedTurn> {
  const begun: BegunTurn = await turns.begin(turn);
  if (begun.outcome !== "claimed") throw new Error(`the turn was not claimed: ${begun.outcome}`);
  return begun;
}
