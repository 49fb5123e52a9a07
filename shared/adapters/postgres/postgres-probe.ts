import type { DatabaseProbe } from "../../ports/health.ts";
import type { Database } from "./database.ts";
import probeDatabase from "./probe-database.sql";

interface StateRow {
  applied: number;
  latest: string | null;
  last_retention_at: Date | null;
}

export function postgresProbe(database: Database): DatabaseProbe {
  return {
    async check() {
      const [row] = await database.query<StateRow>({ scope: "system" }, { text: probeDatabase });
      const { applied, latest, last_retention_at } = row!;
      return { migrations: { applied, latest }, lastRetentionAt: last_retention_at?.getTime() ?? null };
    },
  };
}
