import type { Consent, Consents, ConsentType } from "../../../ports/consents.ts";
import type { Database } from "../database.ts";
import { toPage } from "../page-of.ts";
import { reachOf } from "../reach-of.ts";
import recordConsent from "./record-consent.sql";

interface ConsentRow {
  id: string;
  type: ConsentType;
  granted: boolean;
  document: string | null;
  created_at: Date;
  is_current: boolean;
}

const listConsents = `select c.*, not exists (
  select from consents later where later.owner_id = c.owner_id and later.type = c.type and later.id > c.id) as is_current
from consents c where c.owner_id = $1::uuid and ($2::uuid is null or c.id < $2::uuid) order by c.id desc limit $3::int`;

export function postgresConsents(database: Database): Consents {
  return {
    async record({ person, now, ...consent }) {
      const values = [
        person.tenantId,
        person.ownerId,
        person.userId,
        new Date(now).toISOString(),
        person.mayProvision,
        consent.id,
        consent.type,
        consent.granted,
        consent.document,
        person.callerId,
      ];
      const [row] = await database.query<ConsentRow>(reachOf(person), { text: recordConsent, values });
      return row ? toConsent(row) : null;
    },

    async list(person, { limit, after }) {
      const values = [person.ownerId, after, limit + 1];
      const rows = await database.query<ConsentRow>(reachOf(person), { text: listConsents, values });
      return toPage(rows.map(toConsent), { limit }, ({ id }) => id);
    },
  };
}

function toConsent(row: ConsentRow): Consent {
  return {
    id: row.id,
    type: row.type,
    granted: row.granted,
    document: row.document,
    recordedAt: row.created_at.getTime(),
    isCurrent: row.is_current,
  };
}
