import type { Actor } from "../../ports/actor.ts";
import type {
  Append,
  Appended,
  EmbeddingStatus,
  Messages,
  NewMessage,
  Role,
  StoredMessage,
} from "../../ports/messages.ts";
import appendMessages from "./append-messages.sql";
import type { Database } from "./database.ts";
import findMessage from "./find-message.sql";
import { reachOf } from "./reach-of.ts";

interface AppendedRow {
  tenant_known: boolean;
  stored: boolean;
  request_hash: string | null;
  result: { ids: string[]; pending: string[] };
  learning: { conversationId: string; ownerId: string }[] | null;
}

export interface MessageRow {
  id: string;
  conversation_id: string;
  user_id: string | null;
  role: Role;
  name: string | null;
  content: string;
  metadata: Record<string, unknown>;
  importance: number;
  created_at: Date;
  archived_at: Date | null;
  embedding_status: EmbeddingStatus;
  flagged: boolean;
}

export function postgresMessages(database: Database): Messages {
  return {
    async append(append) {
      const [row] = await database.query<AppendedRow>(reachOf(append.actor), {
        text: appendMessages,
        values: valuesOf(append),
      });
      return toAppended(row!, append);
    },

    async find(actor, id, model) {
      const [row] = await database.query<MessageRow>(reachOf(actor), {
        text: findMessage,
        values: [actor.tenantId, ownerFilter(actor), id, model],
      });
      return row ? toMessage(row) : null;
    },
  };
}

/** The owner to look at, or null for all of the tenant. */
export function ownerFilter(actor: Actor): string | null {
  return actor.userId === null ? null : actor.ownerId;
}

function valuesOf(append: Append): unknown[] {
  const { actor, idempotency } = append;
  return [
    actor.tenantId,
    actor.ownerId,
    JSON.stringify(append.messages.map(toDraft)),
    append.model,
    new Date(append.now).toISOString(),
    actor.mayProvision,
    append.outboxId,
    append.requestId,
    actor.callerId,
    idempotency?.route ?? null,
    idempotency?.key ?? null,
    idempotency?.requestHash ?? null,
  ];
}

function toDraft(message: NewMessage, position: number) {
  return {
    position,
    id: message.id,
    owner_id: message.ownerId,
    user_id: message.userId,
    conversation_id: message.conversationId,
    client_conversation_id: message.clientConversationId,
    role: message.role,
    name: message.name,
    content: message.content,
    metadata: message.metadata,
    importance: message.importance,
    text_hash: message.textHash,
    created_at: new Date(message.createdAt).toISOString(),
  };
}

function toAppended(row: AppendedRow, { idempotency }: Append): Appended {
  if (!row.tenant_known) return { outcome: "tenant_unknown" };
  if (row.stored) {
    return {
      outcome: "stored",
      pendingIds: row.result.pending,
      ...(row.learning && { learning: row.learning }),
    };
  }
  if (row.request_hash !== idempotency?.requestHash) return { outcome: "mismatch" };
  return { outcome: "repeated", ids: row.result.ids, pendingIds: row.result.pending };
}

export function toMessage(row: MessageRow): StoredMessage {
  return {
    id: row.id,
    clientConversationId: row.conversation_id,
    userId: row.user_id,
    role: row.role,
    name: row.name,
    content: row.content,
    metadata: row.metadata,
    importance: row.importance,
    embeddingStatus: row.embedding_status,
    flagged: row.flagged,
    createdAt: row.created_at.getTime(),
    archivedAt: row.archived_at?.getTime() ?? null,
  };
}
