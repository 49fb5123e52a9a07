import type { TenantUser, TenantUsers } from "../../../../ports/tenant-users.ts";
import type { Database } from "../../database.ts";
import { toPage } from "../../page-of.ts";
import { reachOf } from "../../reach-of.ts";
import { type SignInRow, toSignIn } from "../../sign-ins/postgres-sign-ins.ts";
import listUsers from "./list-users.sql";
import setDisabled from "./set-disabled.sql";

interface UserRow {
  tenant_id: string;
  id: string;
  name: string | null;
  conversations: number;
  messages: number;
  memories: number;
  created_at: Date;
  last_seen_at: Date;
  disabled_at: Date | null;
  is_leaving: boolean;
}

const listSessions = `select * from sign_ins
where tenant_id = $1 and ($2::uuid is null or id < $2::uuid) and ended_at is null and expires_at > $3::timestamptz
  and ($5::uuid is null or owner_id = $5::uuid)
order by id desc limit $4::int`;

export function postgresTenantUsers(database: Database): TenantUsers {
  return {
    async list(whose, { limit, after }) {
      const statement = { text: listUsers, values: [whose.tenantId, after, limit + 1, whose.userId] };
      const rows = await database.query<UserRow>(reachOf(whose), statement);
      return toPage(rows.map(toUser), { limit }, ({ id }) => id);
    },

    async setDisabled({ tenantId, userId, disabled, actorId, now }) {
      const values = [tenantId, userId, disabled, actorId, new Date(now).toISOString()];
      const reach = { scope: "tenant", tenantId } as const;
      const [row] = await database.query<UserRow>(reach, { text: setDisabled, values });
      return row ? toUser(row) : null;
    },

    async listSessions(whose, { limit, after }, now) {
      const { tenantId, userId, ownerId } = whose;
      const values = [tenantId, after, new Date(now).toISOString(), limit + 1, userId && ownerId];
      const rows = await database.query<SignInRow>(reachOf(whose), { text: listSessions, values });
      return toPage(rows.map(toSignIn), { limit }, ({ id }) => id);
    },
  };
}

function toUser(row: UserRow): TenantUser {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    conversations: row.conversations,
    messages: row.messages,
    memories: row.memories,
    createdAt: row.created_at.getTime(),
    lastSeenAt: row.last_seen_at.getTime(),
    disabledAt: row.disabled_at?.getTime() ?? null,
    isLeaving: row.is_leaving,
  };
}
