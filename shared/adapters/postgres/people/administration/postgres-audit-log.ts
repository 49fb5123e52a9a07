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

const list = `select * from audit_log
where tenant_id = $1 and ($2::uuid is null or id < $2::uuid) and ($4::uuid is null or owner_id = $4::uuid)
order by id desc limit $3::int`;

export function postgresAuditLog(database: Database): AuditLog {
  return {
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
