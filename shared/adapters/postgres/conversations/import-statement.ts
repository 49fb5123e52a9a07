import type { ImportConversation, Imported, ImportedMessage } from "../../../ports/conversations.ts";
import type { Statement } from "../database.ts";
import { toIso } from "../instants.ts";
import { toStoredCalls } from "../stored-calls.ts";
import importConversation from "./import-conversation.sql";

export interface ImportedRow {
  tenant_known: boolean;
  stored: boolean;
  kept_hash: string | null;
  jobs: { id: string; messageIds: string[] }[] | null;
  learns: boolean;
}

/** One order for all who wait for several. */
const takeTurns = `select pg_advisory_xact_lock(key) from (
  select hashtextextended(name, 0) as key from unnest($1::text[]) as name order by key) as keys`;

export function importStatement(call: ImportConversation): Statement {
  const { person, idempotency } = call;
  const claim = idempotency && [person.ownerId, person.callerId, idempotency.route, idempotency.key];
  const turns = [`import/${call.conversationId}`, ...(claim ? [`import/${claim.join("/")}`] : [])];
  return {
    text: importConversation,
    values: [
      person.tenantId,
      person.ownerId,
      person.userId,
      JSON.stringify({
        id: call.conversationId,
        client_id: call.clientId,
        title: call.title,
        extraction: call.extraction,
        created_at: toIso(call.createdAt),
      }),
      JSON.stringify(call.messages.map(toDraft)),
      call.model,
      call.outboxIds,
      call.requestId,
      toIso(call.now),
      person.mayProvision,
      person.callerId,
      idempotency?.route ?? null,
      idempotency?.key ?? null,
      idempotency?.requestHash ?? null,
    ],
    lock: { text: takeTurns, values: [turns] },
  };
}

export function toImported(row: ImportedRow, { idempotency }: ImportConversation): Imported {
  if (row.stored) return { outcome: "stored", jobs: row.jobs ?? [], learns: row.learns };
  if (!row.tenant_known) return { outcome: "tenant_unknown" };
  if (row.kept_hash === null) return { outcome: "taken" };
  return { outcome: row.kept_hash === idempotency?.requestHash ? "repeated" : "mismatch" };
}

function toDraft(message: ImportedMessage, position: number) {
  return {
    position,
    id: message.id,
    role: message.role,
    name: message.name,
    content: message.content,
    metadata: message.metadata,
    importance: message.importance,
    tool_calls: toStoredCalls(message.toolCalls),
    status: message.status,
    text_hash: message.textHash,
    created_at: toIso(message.createdAt),
  };
}
