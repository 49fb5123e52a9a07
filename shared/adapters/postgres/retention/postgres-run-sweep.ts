import type { RunSweep } from "../../../ports/retention.ts";
import type { Database } from "../database.ts";
import sweepRuns from "./sweep-runs.sql";

export function postgresRunSweep(database: Database): RunSweep {
  return {
    async sweep(endedBefore, limit) {
      const values = [new Date(endedBefore).toISOString(), limit];
      const [row] = await database.query<{ count: number }>({ scope: "system" }, { text: sweepRuns, values });
      return row!.count;
    },
  };
}
