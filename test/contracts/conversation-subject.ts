import { uuidv7 } from "uuidv7";
import { postgresConversations } from "#shared/adapters/postgres/conversations/postgres-conversations.ts";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresSessions } from "#shared/adapters/postgres/sessions/postgres-sessions.ts";
import { toStoredCalls } from "#shared/adapters/postgres/stored-calls.ts";
import { postgresUserStates } from "#shared/adapters/postgres/user-states/postgres-user-states.ts";
import { deriveTurnId } from "#shared/domain/access/derive-ids.ts";
import type { Conversations, Imported } from "#shared/ports/conversations.ts";
import type { Sessions } from "#shared/ports/sessions.ts";
import type { MessageStatus, UsedTool } from "#shared/ports/turns.ts";
import type { UserStates } from "#shared/ports/user-states.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { fakeConversations } from "#test/fakes/fake-conversations.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { createFakePeopleStore } from "#test/fakes/fake-people-store.ts";
import { fakeSessions } from "#test/fakes/fake-session-ends.ts";
import { fakeUserStates } from "#test/fakes/fake-user-states.ts";
import { fakeMemory, type MemorySubject, postgresMemory } from "./memory-subject.ts";

/** A turn that has ended, as a runner leaves it. */
export interface EndedTurn {
  readonly conversation: string;
  readonly clientMessageId: string;
  readonly text: string;
  readonly reply: string;
  readonly status?: MessageStatus;
  readonly tools?: readonly UsedTool[];
  readonly care?: boolean;
  readonly at: number;
}

export interface ConversationSubject extends MemorySubject {
  readonly conversations: Conversations;
  readonly sessions: Sessions;
  readonly userStates: UserStates;
  /** In the session that is open; one begins where none is. */
  takeTurn(person: ActingUser, turn: EndedTurn): Promise<void>;
  /** As learning does with a message that tries to plant something. */
  flag(person: ActingUser, messageId: string): Promise<void>;
}

export function fakeConversationSubject(): ConversationSubject {
  const store = createFakeMemoryStore();
  const people = createFakePeopleStore(store);
  const conversations = fakeConversations(store);
  const memory = fakeMemory(store);
  return {
    ...memory,
    conversations,
    sessions: fakeSessions(people),
    userStates: fakeUserStates(people),
    async flag(_, id) {
      store.messages.set(id, { ...store.messages.get(id)!, flagged: true });
    },
    async takeTurn(person, turn) {
      const [said, reply] = messagesOf(person, turn);
      await memory.messages.append(buildAppend(person, [said, reply], { now: turn.at }));
      const { conversationId } = said;
      const open = [...store.sessions.values()].find(
        (session) => session.conversationId === conversationId && session.endedAt === null,
      );
      const { tenantId, ownerId } = person;
      const whose = { tenantId, ownerId, conversationId };
      const begun = { id: uuidv7(), ...whose, startedAt: turn.at, endedAt: null, endReason: null };
      const session = { ...(open ?? begun), lastActiveAt: turn.at };
      store.sessions.set(session.id, session);
      const id = deriveTurnId(ownerId, turn.clientMessageId);
      const { clientMessageId, care = false, tools = [], status = "complete" } = turn;
      const messages = { userMessageId: said.id, replyMessageId: reply.id };
      const ended = { status: "done", attempt: 1, fence: 1, errorCode: null, recalled: [] } as const;
      const rest = { finishReason: null, usage: null, outboxId: uuidv7(), acceptedAt: turn.at };
      const sessionId = session.id;
      store.turns.set(id, { id, ...whose, sessionId, clientMessageId, care, ...messages, ...ended, ...rest });
      store.sayings.set(said.id, { turnId: id, status: "complete", tools: [] });
      store.sayings.set(reply.id, { turnId: id, status, tools });
    },
  };
}

const insertTurn = `with home as (
  insert into tenants (id, name, created_at) values ($1, $1, $4) on conflict do nothing),
begun as (
  insert into conversations (id, tenant_id, owner_id, user_id, client_id, created_at)
  values ($5, $1, $2, $3, $6, $4) on conflict do nothing),
open as (select id from sessions where conversation_id = $5 and ended_at is null),
session as (
  insert into sessions (id, tenant_id, owner_id, conversation_id, started_at, last_active_at)
  select $7, $1, $2, $5, $4, $4 where not exists (select from open) returning id),
moved as (update sessions set last_active_at = $4 where id in (select id from open)),
said as (
  insert into messages (id, tenant_id, owner_id, conversation_id, role, content, metadata, importance, text_hash,
    created_at, turn_id, status, tool_calls)
  select m.id, $1, $2, $5, m.role, m.content, '{}', 0.5, decode(m.text_hash, 'hex'), m.created_at, $8, m.status,
    m.tool_calls
  from jsonb_to_recordset($9::jsonb) as m (id uuid, role text, content text, text_hash text, created_at timestamptz,
    status text, tool_calls jsonb))
insert into turns (id, tenant_id, owner_id, conversation_id, session_id, client_message_id, user_message_id,
  reply_message_id, status, attempt, fence, care, outbox_id, accepted_at, finished_at)
select $8, $1, $2, $5, s.id, $10, $11, $12, 'done', 1, 1, $13, $7, $4, $4
from (select id from open union all select id from session) as s`;

export function postgresConversationSubject(url: string): ConversationSubject {
  const database = createDatabase({ url });
  return {
    ...postgresMemory(url),
    conversations: postgresConversations(database),
    sessions: postgresSessions(database),
    userStates: postgresUserStates(database),
    async flag({ tenantId, ownerId, userId }, id) {
      const text = "update messages set flagged = true where id = $1";
      await database.query({ scope: "user", tenantId, userId, ownerId }, { text, values: [id] });
    },
    async takeTurn({ tenantId, ownerId, userId, ...person }, turn) {
      const [said, reply] = messagesOf({ tenantId, ownerId, userId, ...person }, turn);
      const { tools, status = "complete" } = turn;
      const rows = [
        { ...said, status: "complete" },
        { ...reply, status, ...(tools && { tool_calls: toStoredCalls(tools) }) },
      ].map(({ textHash, createdAt, ...row }) => ({
        ...row,
        text_hash: textHash,
        created_at: new Date(createdAt).toISOString(),
      }));
      const at = new Date(turn.at).toISOString();
      const turnId = deriveTurnId(ownerId, turn.clientMessageId);
      const whose = [tenantId, ownerId, userId, at, said.conversationId, turn.conversation];
      const what = [turn.clientMessageId, said.id, reply.id, turn.care ?? false];
      const values = [...whose, uuidv7(), turnId, JSON.stringify(rows), ...what];
      const reach = { scope: "user", tenantId, userId, ownerId } as const;
      await database.query(reach, { text: insertTurn, values });
    },
  };
}

function messagesOf(person: ActingUser, { conversation, text, reply, at }: EndedTurn) {
  const common = { clientConversationId: conversation };
  return [
    buildMessage(person, { ...common, content: text, createdAt: at }),
    buildMessage(person, { ...common, role: "assistant", content: reply, createdAt: at + 1 }),
  ] as const;
}

export function jobsOf(imported: Imported) {
  return imported.outcome === "stored" ? imported.jobs : [];
}
