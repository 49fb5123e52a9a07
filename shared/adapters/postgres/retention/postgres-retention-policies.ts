import type { RetentionPolicies, RetentionPolicy } from "../../../ports/retention.ts";
import type { Database } from "../database.ts";
import setPolicy from "./set-policy.sql";

const findPolicy = "select retention from tenants where id = $1";

export function postgresRetentionPolicies(database: Database): RetentionPolicies {
  return {
    async find(tenantId) {
      const [row] = await database.query<{ retention: RetentionPolicy | null }>(
        { scope: "tenant", tenantId },
        { text: findPolicy, values: [tenantId] },
      );
      return row ? { policy: row.retention } : null;
    },

    async set({ tenantId, mayProvision, callerId }, policy, now) {
      const values = [tenantId, JSON.stringify(policy), mayProvision, new Date(now).toISOString(), callerId];
      const rows = await database.query({ scope: "tenant", tenantId }, { text: setPolicy, values });
      return rows.length > 0;
    },
  };
}
