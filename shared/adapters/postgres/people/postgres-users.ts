import type { ActingUser, User, UserProfile, Users } from "../../../ports/users.ts";
import type { Database } from "../database.ts";
import { reachOf } from "../reach-of.ts";
import changeUser from "./change-user.sql";
import seeUser from "./see-user.sql";

interface UserRow {
  tenant_id: string;
  id: string;
  name: string | null;
  email: string | null;
  locale: string | null;
  time_zone: string | null;
  preferences: Record<string, unknown>;
  /** 22:00:00 */
  quiet_from: string | null;
  quiet_to: string | null;
  created_at: Date;
  last_seen_at: Date;
}

export function postgresUsers(database: Database): Users {
  return {
    async see(person, now) {
      const statement = { text: seeUser, values: valuesOf(person, now) };
      const [row] = await database.query<UserRow>(reachOf(person), statement);
      return row ? toUser(row) : null;
    },

    async change({ person, change, outboxId, requestId, now }) {
      const { tenantId, userId } = person;
      const [row] = await database.query<UserRow & { left_job: boolean }>(reachOf(person), {
        lock: { text: lockUser, values: [tenantId, userId] },
        text: changeUser,
        values: [...valuesOf(person, now), JSON.stringify(toColumns(change)), outboxId, requestId],
      });
      return row ? { user: toUser(row), leftJob: row.left_job } : null;
    },
  };
}

const lockUser = "select from users where tenant_id = $1 and id = $2 for update";

function valuesOf({ tenantId, ownerId, userId, mayProvision }: ActingUser, now: number): unknown[] {
  return [tenantId, ownerId, userId, new Date(now).toISOString(), mayProvision];
}

/** What is left out of the change is left out of the JSON too. */
function toColumns({ timeZone, quietHours, ...same }: Partial<UserProfile>) {
  const quiet = quietHours === null ? { from: null, to: null } : quietHours;
  return { ...same, time_zone: timeZone, quiet_from: quiet?.from, quiet_to: quiet?.to };
}

function toUser(row: UserRow): User {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    email: row.email,
    locale: row.locale,
    timeZone: row.time_zone,
    preferences: row.preferences,
    quietHours: toQuietHours(row),
    createdAt: row.created_at.getTime(),
    lastSeenAt: row.last_seen_at.getTime(),
  };
}

function toQuietHours({ quiet_from: from, quiet_to: to }: UserRow): User["quietHours"] {
  return from === null || to === null ? null : { from: from.slice(0, 5), to: to.slice(0, 5) };
}
