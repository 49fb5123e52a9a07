import type { ConversationChange, Conversations } from "../../../ports/conversations.ts";
import type { MemoryType } from "../../../ports/memories.ts";
import type { IdempotencyClaim, Role } from "../../../ports/messages.ts";
import type { ActingUser } from "../../../ports/users.ts";
import type { Database } from "../database.ts";
import { eraseConversation } from "../memories/take-conversation-away.ts";
import { toPage } from "../page-of.ts";
import { reachOf } from "../reach-of.ts";
import { endingWith } from "../sessions/leave-jobs.ts";
import changeConversation from "./change-conversation.sql";
import {
  type ConversationRow,
  type EndRow,
  type MessageRow,
  type SessionRow,
  type SummaryRow,
  toCalledEnd,
  toConversation,
  toLastSession,
  toMessage,
  toSession,
} from "./conversation-rows.ts";
import endSession from "./end-session.sql";
import findConversation from "./find-conversation.sql";
import findSummary from "./find-summary.sql";
import findUntitled from "./find-untitled.sql";
import { type ImportedRow, importStatement, toImported } from "./import-statement.ts";
import listConversations from "./list-conversations.sql";
import listMessages from "./list-messages.sql";
import listSessions from "./list-sessions.sql";
import setTitle from "./set-title.sql";

/** What a row of a list has, or a single row of nulls where the list is empty. */
type Maybe<Row> = Row | { [Key in keyof Row]: null };
type Opening = { role: Role; content: string };
type UntitledRow = Maybe<Opening> & { refused_types: MemoryType[] };

const lockConversation =
  "select from conversations where tenant_id = $1 and owner_id = $2::uuid and client_id = $3 for no key update";

const endOpenSession = endingWith(
  endSession,
  `select c.id as conversation_id, c.title, (select id from ended) as ended_id,
  exists (select from learning) as learns, told.mismatch, coalesce(s.id, (select id from made)) as session_id,
  s.summary, s.settled_at
from c left join told on true left join sessions s on s.conversation_id = c.id and s.id = told.id`,
);

interface EndCall {
  readonly reason: "request" | "reset";
  readonly requestId: string;
  readonly now: number;
  readonly idempotency: IdempotencyClaim | null;
  readonly newSessionId: string | null;
}

export function postgresConversations(database: Database): Conversations {
  const ask = <Row>(person: ActingUser, text: string, ...values: readonly unknown[]) =>
    database.query<Row>(reachOf(person), { text, values: [person.tenantId, person.ownerId, ...values] });
  const end = async (person: ActingUser, clientId: string, call: EndCall) => {
    const { route = null, key = null, requestHash = null } = call.idempotency ?? {};
    const whose = [person.tenantId, person.ownerId, clientId];
    const values = [...whose, call.reason, new Date(call.now).toISOString(), call.requestId];
    const claim = [person.callerId, route, key, requestHash];
    const [row] = await database.query<EndRow>(reachOf(person), {
      text: endOpenSession,
      values: [...values, ...claim, call.newSessionId],
      lock: { text: lockConversation, values: whose },
    });
    return row;
  };

  return {
    async list(person, { limit, after }) {
      const rows = await ask<ConversationRow>(person, listConversations, ...placeOf(after), limit + 1);
      const { items, next } = toPage(rows, { limit }, (row) => toPlace(row.last_active_at, row.id));
      return { items: items.map(toConversation), next };
    },

    async find(person, clientId) {
      const [row] = await ask<ConversationRow>(person, findConversation, clientId);
      return row ? toConversation(row) : null;
    },

    async change(person, clientId, change) {
      const columns = JSON.stringify(toColumns(change));
      const [row] = await ask<ConversationRow>(person, changeConversation, clientId, columns);
      return row ? toConversation(row) : null;
    },

    async erase(person, conversationId) {
      const statement = eraseConversation([person.tenantId, person.ownerId, conversationId]);
      const [row] = await database.query<{ erased: boolean }>(reachOf(person), statement);
      return row!.erased;
    },

    async messages(person, clientId, { limit, after }) {
      const values = [clientId, ...placeOf(after), limit + 1];
      const rows = await ask<Maybe<MessageRow>>(person, listMessages, ...values);
      if (rows.length === 0) return null;
      const { items, next } = toPage(rows.filter(isThere), { limit }, (row) =>
        toPlace(row.created_at, row.id),
      );
      return { items: items.map(toMessage), next };
    },

    async sessions(person, clientId, { limit, after }) {
      const rows = await ask<Maybe<SessionRow>>(person, listSessions, clientId, after, limit + 1);
      if (rows.length === 0) return null;
      const { items, next } = toPage(rows.filter(isThere), { limit }, ({ id }) => id);
      return { items: items.map(toSession), next };
    },

    async endSession(person, clientId, call) {
      const row = await end(person, clientId, { reason: "request", ...call });
      if (row?.mismatch) return "mismatch";
      return row ? toCalledEnd(row) : null;
    },

    async reset(person, clientId, call) {
      const row = await end(person, clientId, {
        reason: "reset",
        idempotency: null,
        newSessionId: null,
        ...call,
      });
      return row ? toCalledEnd(row) : null;
    },

    async findSummary(person, sessionId) {
      const [row] = await ask<SummaryRow>(person, findSummary, sessionId);
      return row ? { ...toLastSession(row), title: row.title } : null;
    },

    async import(call) {
      const [row] = await database.query<ImportedRow>(reachOf(call.person), importStatement(call));
      return toImported(row!, call);
    },

    async findUntitled({ tenantId, conversationId }) {
      const statement = { text: findUntitled, values: [tenantId, conversationId] };
      const rows = await database.query<UntitledRow>({ scope: "tenant", tenantId }, statement);
      const [first] = rows;
      if (!first) return null;
      const said = rows.flatMap(({ role, content }) => (role === null ? [] : [{ role, content: content! }]));
      return { said, refusedTypes: first.refused_types };
    },

    async setTitle({ tenantId, conversationId, title, outboxId }) {
      const statement = { text: setTitle, values: [tenantId, conversationId, title, outboxId] };
      await database.query({ scope: "tenant", tenantId }, statement);
    },
  };
}

function isThere<Row extends { id: string }>(row: Maybe<Row>): row is Row {
  return row.id !== null;
}

/** An instant and an id. */
function toPlace(at: Date, id: string): string {
  return `${at.getTime()}/${id}`;
}

function placeOf(after: string | null): [string | null, string | null] {
  if (after === null) return [null, null];
  const [ms, id = null] = after.split("/");
  return [new Date(Number(ms)).toISOString(), id];
}

/** What is left out of the change is left out of the JSON too. */
function toColumns({ title, extraction }: ConversationChange) {
  return { ...(title !== undefined && { title }), ...(extraction !== undefined && { extraction }) };
}
