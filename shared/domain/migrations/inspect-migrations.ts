import type { AppliedMigration, Migrations } from "../../ports/migrations.ts";

export interface MigrationState {
  readonly applied: readonly AppliedMigration[];
  /** What this release brings and the database does not have. */
  readonly pending: readonly string[];
  readonly latest: string | null;
}

/** A database may have more than this release brings: a rollback leaves it ahead. */
export async function inspectMigrations(ports: { readonly migrations: Migrations }): Promise<MigrationState> {
  const [applied, brought] = await Promise.all([
    ports.migrations.listApplied(),
    ports.migrations.listBrought(),
  ]);
  const known = new Set(applied.map(({ name }) => name));
  return {
    applied,
    pending: brought.filter((name) => !known.has(name)),
    latest: applied.at(-1)?.name ?? null,
  };
}
