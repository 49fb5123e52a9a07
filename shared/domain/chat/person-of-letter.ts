import type { Letter } from "../../ports/turn-stream.ts";
import type { ActingUser } from "../../ports/users.ts";

/** Who said it. */
export function personOfLetter({ tenantId, userId, ownerId, callerId, mayProvision }: Letter): ActingUser {
  return { tenantId, userId, ownerId, callerId, mayProvision };
}
