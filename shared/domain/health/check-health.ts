import type { Clock } from "../../ports/clock.ts";
import type { DatabaseProbe, ModelProbe } from "../../ports/health.ts";

export type Seen = "ok" | "unavailable";
export type HealthStatus = "healthy" | "degraded" | "unhealthy";

export interface Health {
  readonly status: HealthStatus;
  readonly database: Seen;
  readonly llm: Seen;
}

/** What an instance last saw of a dependency; calls made anyway are noted, so that health costs nothing. */
export interface Sighting {
  note(seen: Seen): void;
  recall(check: () => Promise<unknown>): Promise<Seen>;
}

const askAgainAfterMs = 10 * 60_000;

export function createSighting(clock: Clock): Sighting {
  let last: Promise<Seen> | undefined;
  let lastAskedAt = Number.NEGATIVE_INFINITY;
  return {
    note(seen) {
      last = Promise.resolve(seen);
      lastAskedAt = clock.now();
    },
    recall(check) {
      if (last && clock.now() - lastAskedAt < askAgainAfterMs) return last;
      lastAskedAt = clock.now();
      last = check().then(
        () => "ok",
        () => "unavailable",
      );
      return last;
    },
  };
}

interface Needs {
  readonly databaseProbe: DatabaseProbe;
  readonly modelProbe: ModelProbe;
  readonly sightings: { readonly database: Sighting; readonly llm: Sighting };
}

export async function checkHealth(ports: Needs): Promise<Health> {
  const [database, llm] = await Promise.all([
    ports.sightings.database.recall(() => ports.databaseProbe.check()),
    ports.sightings.llm.recall(() => ports.modelProbe.check()),
  ]);
  return { status: judge(database, llm), database, llm };
}

function judge(database: Seen, llm: Seen): HealthStatus {
  if (database === "unavailable") return "unhealthy";
  return llm === "ok" ? "healthy" : "degraded";
}
