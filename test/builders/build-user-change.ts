import { uuidv7 } from "uuidv7";
import type { ActingUser, ChangeUser, UserProfile } from "#shared/ports/users.ts";

export function buildUserChange(
  person: ActingUser,
  change: Partial<UserProfile>,
  now = Date.UTC(2026, 0, 31, 12),
): ChangeUser {
  return { person, change, outboxId: uuidv7(), requestId: "request", now };
}
