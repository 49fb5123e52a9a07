import type { Deletion } from "#shared/ports/erasure.ts";
import type { User } from "#shared/ports/users.ts";
import { toInstant } from "./memory-shapes.ts";

export function toUserResponse(user: User) {
  return {
    id: user.id,
    tenant_id: user.tenantId,
    name: user.name,
    email: user.email,
    locale: user.locale,
    time_zone: user.timeZone,
    preferences: user.preferences,
    quiet_hours: user.quietHours,
    created_at: toInstant(user.createdAt),
    last_seen_at: toInstant(user.lastSeenAt),
  };
}

export function toDeletionResponse(deletion: Deletion) {
  return {
    deletion_id: deletion.id,
    tenant_id: deletion.tenantId,
    status: deletion.finishedAt === null ? "erasing" : "done",
    requested_by: deletion.requestedBy,
    requested_at: toInstant(deletion.requestedAt),
    finished_at: toInstant(deletion.finishedAt),
    erased: deletion.erased,
  };
}
