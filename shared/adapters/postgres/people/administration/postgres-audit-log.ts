import type { AuditEntry, AuditLog } from "../../../../ports/audit-log.ts";
import type { Database } from "../../database.ts";
import { toPage } from "../../page-of.ts";
import { reachOf } from "../../reach-of.ts";

interface EntryRow {
  id: string;
  tenant_id: string;
  user_id: string | null;
  actor_id: string;
  action: string;
  subject: string | null;
  details: AuditEntry["details"];
  at: Date;
}

const append = `insert into audit_log (id, tenant_id, owner_id, user_id, actor_id, action, subject, details, at)
values ($1::uuid, $2, aimi_owner_id($2, $3), $3, $4, $5, $6, $7::jsonb, $8::timestamptz)
on conflict (id) do nothing`;

const list = `select * from audit_log
where tenant_id = $1 and ($2::uuid is null or id < $2::uuid) and ($4::uuid is null or owner_id = $4::uuid)
order by id desc limit $3::int`;

export function postgresAuditLog(database: Database): AuditLog {
  return {
    async append({ tenantId, userId, ...entry }) {
      const values = [
        entry.id,
        tenantId,
        userId,
        entry.actorId,
        entry.action,
        entry.subject,
        JSON.stringify(entry.details),
        new Date(entry.at).toISOString(),
      ];
      await database.query({ scope: "tenant", tenantId }, { text: append, values });
    },

    async list(whose, { limit, after }) {
      const values = [whose.tenantId, after, limit + 1, whose.userId && whose.ownerId];
      const rows = await database.query<EntryRow>(reachOf(whose), { text: list, values });
      return toPage(rows.map(toEntry), { limit }, ({ id }) => id);
    },
  };
}

function toEntry(row: EntryRow): AuditEntry {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    userId: row.user_id,
    actorId: row.actor_id,
    action: row.action,
    subject: row.subject,
    details: row.details,
    at: row.at.getTime(),
  };
}
