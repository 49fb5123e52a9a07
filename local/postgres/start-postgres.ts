import { startPglite } from "./start-pglite.ts";
import { startUpstream } from "./start-upstream.ts";

export interface LocalPostgres {
  readonly appUrl: string;
  readonly ownerUrl: string;
  /** How many HTTP requests (round trips) came in at /sql so far. */
  requestCount(): number;
  close(): Promise<void>;
}

export interface LocalPostgresOptions {
  /** PGlite's folder; null keeps all in memory. */
  readonly dataDir: string | null;
  /** The superuser's URL of a real server to stand in front of, instead of PGlite. */
  readonly upstream?: string;
  /** The database on that server, made if missing. */
  readonly database?: string;
  readonly port?: number;
  /** How long an idle session may hold PGlite's one connection while others wait. */
  readonly idleLimitMs?: number;
}

/** Neon's endpoint on 127.0.0.1, in front of PGlite or of a real Postgres. */
export async function startPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const { dataDir, upstream, database = "aimi_local", port = 0, idleLimitMs = 10_000 } = options;
  if (upstream !== undefined) return await startUpstream({ upstream, database, port });
  return await startPglite({ dataDir, port, idleLimitMs });
}
