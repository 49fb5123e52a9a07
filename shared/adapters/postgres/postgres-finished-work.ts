import type { FinishedWork } from "../../ports/outbox.ts";
import type { Database } from "./database.ts";

export function postgresFinishedWork(database: Database): FinishedWork {
  return {
    async finish(tenantId, id) {
      const text = "delete from outbox where tenant_id = $1 and id = $2::uuid";
      await database.query({ scope: "tenant", tenantId }, { text, values: [tenantId, id] });
    },
  };
}
