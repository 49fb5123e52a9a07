import type { Pool } from "pg";
import { passwordFailed, unknownDatabase } from "./postgres-error.ts";
import type { Caller } from "./run-statements.ts";
import { verifyPassword } from "./verify-password.ts";

/** Checks the password itself: the server may trust local connections, Neon never does. */
export async function authenticateUpstream(superuser: Pool, served: string, caller: Caller): Promise<void> {
  const { login, password, database } = caller;
  if (login.includes("\0")) throw passwordFailed(login);
  const { rows } = await superuser.query<{ rolpassword: string | null }>(
    `select rolpassword from pg_authid
     where rolname = $1 and rolcanlogin and (rolvaliduntil is null or rolvaliduntil > now())`,
    [login],
  );
  if (!verifyPassword(login, password, rows[0]?.rolpassword ?? null)) throw passwordFailed(login);
  if (database !== served) throw unknownDatabase(database);
}
