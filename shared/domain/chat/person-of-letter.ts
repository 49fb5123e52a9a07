import type { Letter } from "../../ports/turn-queue.ts";
import type { ActingUser } from "../../ports/users.ts";

/** Whose turn it is. */
export function personOfLetter({ tenantId, userId, ownerId, callerId, mayProvision }: Letter): ActingUser {
  return { tenantId, userId, ownerId, callerId, mayProvision };
}

/** Who said what the letter brings. */
export function speakerOf({ opens }: Letter): "user" | "system" {
  return opens ? "system" : "user";
}

/** Whether its client says again what it has said. */
export function followsOn({ completion }: Letter): boolean {
  return completion?.isSaidAgain ?? false;
}

/** For whom a turn's letter has its runner speak. */
export function tellerOf({ clientMessageId, tenantId, userId, text, opens }: Letter) {
  return { clientMessageId, text: opens ? null : text, person: { tenantId, userId } };
}
