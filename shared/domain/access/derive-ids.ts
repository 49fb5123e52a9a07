import { hash } from "node:crypto";

/** Ids of owners and conversations are hashes of their names: first writers agree without reading. */
export function deriveOwnerId(tenantId: string, userId: string | null): string {
  return hashToUuid(userId === null ? `owner/${tenantId}` : `owner/${tenantId}/${userId}`);
}

export function deriveConversationId(ownerId: string, clientConversationId: string): string {
  return hashToUuid(`conversation/${ownerId}/${clientConversationId}`);
}

/** A turn is found by its client's id without asking any store: a message that is sent again is the same turn. */
export function deriveTurnId(ownerId: string, clientMessageId: string): string {
  return hashToUuid(`turn/${ownerId}/${clientMessageId}`);
}

/** The client's id of a conversation that the server names: the same for a message that is sent again. */
export function nameConversation(turnId: string): string {
  return `c-${turnId}`;
}

/** What is embedded is name and text alone; the model is the other half of a vector's key. */
export function deriveTextHash(name: string | null, content: string): string {
  return hash("sha256", `${name ?? ""}\u0000${content}`);
}

/** The job under which a text fails that no job of its own has. */
export function deriveFailureId(ownerId: string, model: string, textHash: string): string {
  return hashToUuid(`failure/${ownerId}/${model}/${textHash}`);
}

/** The instant at which a UUIDv7 was made. */
export function instantOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

function hashToUuid(name: string): string {
  const hex = hash("sha256", name).slice(0, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
