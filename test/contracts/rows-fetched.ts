import { neon, neonConfig } from "@neondatabase/serverless";
import type { Database, Reach, Statement } from "#shared/adapters/postgres/database.ts";
import { reachWithoutTls } from "#shared/adapters/postgres/reach-without-tls.ts";

class Counted extends Error {}

/** How many rows of a table a call for a tenant takes up, inside functions too; of its lock where it has one. */
export async function rowsFetched(
  url: string,
  table: string,
  call: (database: Database) => Promise<unknown>,
): Promise<number> {
  reachWithoutTls(neonConfig, url);
  const sql = neon(url);
  const count = () =>
    sql.query(
      `select (seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_xact_user_tables where relname = '${table}'`,
    );
  let fetched = Number.NaN;
  const counting: Database = {
    async query(reach: Reach, statement: Statement) {
      const { text, values = [] } = statement.lock ?? statement;
      const tenant = reach.scope === "system" ? "" : reach.tenantId;
      const user = reach.scope === "user" ? reach.userId : "";
      const seen = {
        sees_owner: reach.scope === "user" ? reach.ownerId : "",
        sees_tenant: reach.scope === "tenant" ? reach.tenantId : "",
      };
      const results = await sql.transaction([
        ...Object.entries({ scope: reach.scope, tenant, user, ...seen }).map(([name, value]) =>
          sql.query("select set_config($1, $2, true)", [`aimi.${name}`, value]),
        ),
        count(),
        sql.query(text, [...values]),
        count(),
      ]);
      const [before, , after] = results.slice(-3) as { rows: number }[][];
      fetched = after![0]!.rows - before![0]!.rows;
      throw new Counted();
    },
  };
  await call(counting).catch((error: unknown) => {
    if (!(error instanceof Counted)) throw error;
  });
  return fetched;
}
