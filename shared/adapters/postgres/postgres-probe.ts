import type { DatabaseProbe } from "../../ports/health.ts";
import type { Database } from "./database.ts";

export function postgresProbe(database: Database): DatabaseProbe {
  return {
    async check() {
      const [row] = await database.query<{ applied: number; latest: string | null }>(
        { scope: "tenant", tenantId: "" },
        { text: "select count(*)::int as applied, max(name) as latest from schema_migrations" },
      );
      return row!;
    },
  };
}
