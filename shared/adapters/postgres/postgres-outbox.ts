import type { Outbox, OutboxEntry } from "../../ports/outbox.ts";
import claimOutbox from "./claim-outbox.sql";
import type { Database } from "./database.ts";
import findNextDue from "./find-next-due.sql";

/** What an entry and a failed job keep of the work: ids only. */
export interface OutboxBody {
  kind?: OutboxEntry["kind"];
  message_ids?: string[];
  memory_ids?: string[];
  conversation_id?: string;
  draft_ids?: string[];
  session_id?: string;
  reminder_id?: string;
  at?: number;
  user_id?: string;
  turn_id?: string;
  request_id: string;
}

interface EntryRow {
  id: string;
  tenant_id: string;
  owner_id?: string;
  queue: string;
  body: OutboxBody;
}

/** Work that is done in turn for each owner. */
const inTurn = new Set<OutboxEntry["kind"]>(["learn", "settle_facts"]);
/** Work that is done for a person. */
const forPerson = new Set<OutboxEntry["kind"]>(["move_person", "tell_check_in"]);

export function postgresOutbox(database: Database): Outbox {
  return {
    async claimDue(now, limit) {
      const rows = await database.query<EntryRow>(
        { scope: "system" },
        { text: claimOutbox, values: [new Date(now).toISOString(), limit] },
      );
      return rows.map(toEntry);
    },

    async nextDue() {
      const [row] = await database.query<{ due_at: Date; only_reminders: boolean }>(
        { scope: "system" },
        { text: findNextDue },
      );
      return row ? { dueAt: row.due_at.getTime(), onlyReminders: row.only_reminders } : null;
    },
  };
}

export function toEntry({ id, tenant_id, owner_id, queue, body }: EntryRow): OutboxEntry {
  return {
    id,
    tenantId: tenant_id,
    queue,
    ...(body.kind && { kind: body.kind }),
    messageIds: body.message_ids ?? [],
    ...(body.memory_ids && { memoryIds: body.memory_ids }),
    ...(body.conversation_id && { conversationId: body.conversation_id }),
    ...(body.draft_ids && { draftIds: body.draft_ids }),
    ...(body.session_id && { sessionId: body.session_id }),
    ...(body.reminder_id && { reminderId: body.reminder_id, at: body.at! }),
    ...(body.user_id && { userId: body.user_id }),
    ...(body.turn_id && { turnId: body.turn_id }),
    ...(owner_id && (inTurn.has(body.kind) || forPerson.has(body.kind)) && { ownerId: owner_id }),
    requestId: body.request_id,
  };
}
