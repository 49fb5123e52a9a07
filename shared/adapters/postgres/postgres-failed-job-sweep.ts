import type { FailedJobSweep } from "../../ports/failed-jobs.ts";
import type { Database } from "./database.ts";
import sweepFailedJobs from "./sweep-failed-jobs.sql";

export function postgresFailedJobSweep(database: Database): FailedJobSweep {
  return {
    async sweep(now, limit) {
      const values = [new Date(now).toISOString(), limit];
      const statement = { text: sweepFailedJobs, values };
      const [row] = await database.query<{ count: number }>({ scope: "system" }, statement);
      return row!.count;
    },
  };
}
