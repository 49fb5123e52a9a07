import type { PgliteEngine } from "./pglite-engine.ts";
import { authenticate, enterSession, leaveSession } from "./pglite-session.ts";
import { PostgresError } from "./postgres-error.ts";
import { runStatements, type SqlBackend } from "./run-statements.ts";
import type { Turns } from "./turns.ts";

/** Runs HTTP requests in PGlite, one after the other. */
export function pgliteBackend(engine: PgliteEngine, turns: Turns): SqlBackend {
  return {
    async run(caller, work) {
      const release = await turns.take();
      try {
        work.signal.throwIfAborted();
        const settings = await authenticate(engine, caller);
        await enterSession(engine, caller.login, { settings, prepared: [] });
        return await runStatements((text, params) => queryInTime(engine, text, params), work);
      } finally {
        // The caller need not wait for it, and this thread does nothing else meanwhile.
        setImmediate(() => void leaveSession(engine).finally(release));
      }
    },
  };
}

// PGlite has no timer to interrupt a statement: inside a transaction a late one fails when it ends.
async function queryInTime(engine: PgliteEngine, text: string, params: readonly (string | null)[]) {
  const startedAt = performance.now();
  const outcome = await engine.query(text, params);
  const tookMs = performance.now() - startedAt;
  if (engine.status === "T" && tookMs > 20) {
    const rows = await engine.simple("select setting from pg_settings where name = 'statement_timeout'");
    const limitMs = Number(rows[0]?.[0]);
    if (limitMs > 0 && tookMs > limitMs) {
      const message = "canceling statement due to statement timeout";
      throw new PostgresError({ severity: "ERROR", code: "57014", message });
    }
  }
  return outcome;
}
