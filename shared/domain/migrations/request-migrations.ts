import { UpstreamUnavailable } from "../../errors.ts";
import type { MigrationQueue, Migrations } from "../../ports/migrations.ts";
import { inspectMigrations, type MigrationState } from "./inspect-migrations.ts";

interface Needs {
  readonly migrations: Migrations;
  readonly migrationQueue: MigrationQueue;
}

/** Asks for a run even if nothing seems to wait: a newer release may know more. The state before it. */
export async function requestMigrations(
  ports: Needs,
  { requestId }: { requestId: string },
): Promise<MigrationState> {
  const state = await inspectMigrations(ports);
  try {
    await ports.migrationQueue.send(requestId);
  } catch (error) {
    throw new UpstreamUnavailable("the queue", error);
  }
  return state;
}
