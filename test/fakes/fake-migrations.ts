import type { Migrations } from "#shared/ports/migrations.ts";

const appliedAt = Date.UTC(2026, 0, 31, 3);

export function fakeMigrations({
  applied = ["0001_foundation.sql"],
  brought = applied,
}: {
  applied?: readonly string[];
  brought?: readonly string[];
} = {}): Migrations {
  return {
    listApplied: async () => applied.map((name) => ({ name, appliedAt })),
    listBrought: async () => brought,
  };
}
