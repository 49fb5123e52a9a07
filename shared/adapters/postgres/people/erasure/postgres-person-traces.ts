import type { PersonTraces } from "../../../../ports/erasure.ts";
import type { Database } from "../../database.ts";
import { toPage } from "../../page-of.ts";

const conversationIds = `select id from conversations
where owner_id = $2::uuid and tenant_id = $1 and ($3::uuid is null or id > $3::uuid)
order by id limit $4::int`;

export function postgresPersonTraces(database: Database): PersonTraces {
  return {
    async conversationIds({ tenantId, userId, ownerId }, { limit, after }) {
      const rows = await database.query<{ id: string }>(
        { scope: "user", tenantId, userId, ownerId },
        { text: conversationIds, values: [tenantId, ownerId, after, limit + 1] },
      );
      const { items, next } = toPage(rows, { limit }, ({ id }) => id);
      return { items: items.map(({ id }) => id), next };
    },
  };
}
