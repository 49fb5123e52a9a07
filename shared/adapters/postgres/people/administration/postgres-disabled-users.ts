import type { DisabledUsers } from "../../../../ports/disabled-users.ts";
import type { Database } from "../../database.ts";
import listDisabled from "./list-disabled.sql";

export function postgresDisabledUsers(database: Database): DisabledUsers {
  return {
    async list(after, limit) {
      const rows = await database.query<{ tenant_id: string; id: string; disabled_at: Date }>(
        { scope: "system" },
        { text: listDisabled, values: [after?.tenantId ?? null, after?.userId ?? null, limit] },
      );
      return rows.map(({ tenant_id: tenantId, id: userId, disabled_at }) => ({
        tenantId,
        userId,
        disabledAt: disabled_at.getTime(),
      }));
    },
  };
}
