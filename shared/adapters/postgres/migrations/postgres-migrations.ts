import type { Migrations } from "../../../ports/migrations.ts";
import type { Database } from "../database.ts";

const listApplied = "select name, applied_at from schema_migrations order by name";

export function postgresMigrations(database: Database, brought: readonly string[]): Migrations {
  return {
    async listApplied() {
      const rows = await database.query<{ name: string; applied_at: Date }>(
        { scope: "system" },
        { text: listApplied },
      );
      return rows.map(({ name, applied_at }) => ({ name, appliedAt: applied_at.getTime() }));
    },
    listBrought: async () => brought,
  };
}
