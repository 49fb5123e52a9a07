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

    async change(person, change, now) {
      const values = [...valuesOf(person, now), JSON.stringify(toColumns(change))];
      const [row] = await database.query<UserRow>(reachOf(person), { text: changeUser, values });
      return row ? toUser(row) : null;
    },
  };
}

function valuesOf({ tenantId, ownerId, userId, mayProvision }: ActingUser, now: number): unknown[] {
  return [tenantId, ownerId, userId, new Date(now).toISOString(), mayProvision];
}

/** What is left out of the change is left out of the JSON too. */
function toColumns({ timeZone, ...same }: Partial<UserProfile>) {
  return { ...same, time_zone: timeZone };
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
    createdAt: row.created_at.getTime(),
    lastSeenAt: row.last_seen_at.getTime(),
  };
}
