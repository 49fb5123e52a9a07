import type { Clock } from "../../ports/clock.ts";
import type {
  DatabaseProbe,
  DatabaseState,
  MigrationState,
  QueueDepth,
  QueueProbe,
} from "../../ports/health.ts";
import type { HealthStatus } from "./check-health.ts";

export interface Operations {
  readonly status: HealthStatus;
  readonly latencyMs: number | null;
  readonly migrations: MigrationState | null;
  readonly lastRetentionAt: number | null;
  readonly queues: Readonly<Record<string, QueueDepth | null>>;
}

interface Needs {
  readonly databaseProbe: DatabaseProbe;
  readonly queueProbe: QueueProbe;
  readonly clock: Clock;
}

/** Asks Postgres and the queues now; a queue that is silent or has dead letters degrades. */
export async function inspectOperations(ports: Needs): Promise<Operations> {
  const [database, queues] = await Promise.all([timeDatabase(ports), ports.queueProbe.depths()]);
  const troubled = Object.values(queues).some((depth) => depth === null || depth.dead > 0);
  const status = database === null ? "unhealthy" : troubled ? "degraded" : "healthy";
  return {
    status,
    latencyMs: database?.latencyMs ?? null,
    migrations: database?.migrations ?? null,
    lastRetentionAt: database?.lastRetentionAt ?? null,
    queues,
  };
}

async function timeDatabase(ports: Needs): Promise<(DatabaseState & { latencyMs: number }) | null> {
  const startedAt = ports.clock.now();
  try {
    const state = await ports.databaseProbe.check();
    return { latencyMs: ports.clock.now() - startedAt, ...state };
  } catch {
    return null;
  }
}
