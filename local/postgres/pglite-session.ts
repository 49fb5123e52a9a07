import { pgliteDatabase } from "./local-logins.ts";
import type { PgliteEngine, PreparedStatement } from "./pglite-engine.ts";
import { passwordFailed, unknownDatabase } from "./postgres-error.ts";
import { quoteIdentifier, quoteLiteral } from "./quote-sql.ts";
import type { Caller } from "./run-statements.ts";
import type { Turns } from "./turns.ts";
import { verifyPassword } from "./verify-password.ts";
import { wipeSession } from "./wipe-session.ts";

export type Settings = ReadonlyMap<string, string>;

export interface SessionState {
  readonly settings: Settings;
  readonly prepared: readonly PreparedStatement[];
}

const superuser = "postgres";

/** Checks the password; answers the login's own settings (ALTER ROLE … SET). To call in a turn. */
export async function authenticate(engine: PgliteEngine, caller: Caller): Promise<Settings> {
  const { login, password, database } = caller;
  if (`${login}${database}`.includes("\0")) throw passwordFailed(login);
  const rows = await engine.simple(
    `select rolpassword, setting from pg_authid
     left join lateral (select unnest(setconfig) as setting from pg_db_role_setting where setrole = pg_authid.oid) on true
     where rolname = ${quoteLiteral(login)} and rolcanlogin and (rolvaliduntil is null or rolvaliduntil > now())`,
  );
  if (!verifyPassword(login, password, rows[0]?.[0] ?? null)) throw passwordFailed(login);
  if (database !== pgliteDatabase) throw unknownDatabase(database);
  return new Map(
    rows.flatMap(([, setting]) => {
      const cut = setting?.indexOf("=") ?? -1;
      return setting && cut > 0 ? [[setting.slice(0, cut), setting.slice(cut + 1)]] : [];
    }),
  );
}

/** Makes PGlite's session the login's. SET SESSION AUTHORIZATION, so that SET ROLE asks for a grant. */
export async function enterSession(engine: PgliteEngine, login: string, state: SessionState): Promise<void> {
  const { role, ...others } = Object.fromEntries(state.settings);
  const sets = Object.entries(others).map(
    ([name, value]) => `set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false)`,
  );
  if (sets.length > 0) await engine.simple(`select ${sets.join(", ")}`);
  await engine.simple(`set session authorization ${quoteIdentifier(login)}`);
  if (role !== undefined) await engine.simple(`set role ${quoteIdentifier(role)}`);
  for (const statement of state.prepared) await engine.prepare(statement);
}

/** Has PGlite for the work alone, and leaves it as it was. */
export async function inTurn<T>(engine: PgliteEngine, turns: Turns, work: () => Promise<T>): Promise<T> {
  const release = await turns.take();
  try {
    return await work();
  } finally {
    await leaveSession(engine).finally(release);
  }
}

/** Leaves nothing behind: no transaction, setting, role, lock, temporary table or prepared statement. */
export async function leaveSession(engine: PgliteEngine): Promise<void> {
  if (engine.status !== "I") await engine.simple("rollback");
  await engine.simple(`set session authorization ${superuser}; ${wipeSession}`);
}

/** What the session has set and prepared so far, to do again when its turn comes back. */
export async function readState(engine: PgliteEngine): Promise<SessionState> {
  const settings = await engine.simple(
    `select name, setting from pg_settings where source = 'session'
     union all select 'role', current_setting('role') where current_setting('role') <> 'none'`,
  );
  const prepared = await engine.simple(
    `select name, statement, array_to_string(parameter_types::oid[], ' '), from_sql from pg_prepared_statements`,
  );
  return {
    settings: new Map(settings.map(([name, value]) => [name ?? "", value ?? ""])),
    prepared: prepared.map(([name, text, types, fromSql]) => ({
      name: name ?? "",
      text: text ?? "",
      types: (types ?? "").split(" ").filter(Boolean).map(Number),
      fromSql: fromSql === "t",
    })),
  };
}

/** Whether the session holds what cannot be made again: locks, cursors, temporary tables. */
export async function isPinned(engine: PgliteEngine): Promise<boolean> {
  const rows = await engine.simple(
    `select exists (select from pg_locks where locktype = 'advisory')
       or exists (select from pg_cursors where is_holdable)
       or exists (select from pg_class where relnamespace = pg_my_temp_schema())`,
  );
  return rows[0]?.[0] === "t";
}
