import { neon, neonConfig } from "@neondatabase/serverless";
import { type Database, type Reach, type Statement, settingsOf } from "#shared/adapters/postgres/database.ts";
import { reachWithoutTls } from "#shared/adapters/postgres/reach-without-tls.ts";

export interface TableRead {
  readonly table: string;
  readonly wholeScans: number;
  /** Rows taken up along indexes. */
  readonly rowsFetched: number;
  readonly rowsScanned: number;
}

type Counts = Readonly<Record<string, { scans: number; seq_scan: number; fetched: number; scanned: number }>>;

class Counted extends Error {}

const countReads = `select jsonb_object_agg(relname, jsonb_build_object('scans', seq_scan + coalesce(idx_scan, 0),
    'seq_scan', seq_scan, 'fetched', coalesce(idx_tup_fetch, 0), 'scanned', seq_tup_read)) as counts
  from pg_stat_xact_user_tables`;

/** What a call reads of each table, inside functions too; of its lock where it has one, or of all its statements. */
export async function reads(
  url: string,
  call: (database: Database) => Promise<unknown>,
): Promise<TableRead[]> {
  reachWithoutTls(neonConfig, url);
  const sql = neon(url);
  let read: TableRead[] = [];
  async function count(reach: Reach, statements: readonly Omit<Statement, "lock">[]): Promise<never> {
    const queries = [...settingsOf(reach), { text: countReads }, ...statements, { text: countReads }];
    const results = await sql.transaction(
      queries.map(({ text, values = [] }: Omit<Statement, "lock">) => sql.query(text, [...values])),
    );
    const [before, after] = [results.at(-statements.length - 2), results.at(-1)] as { counts: Counts }[][];
    read = difference(before![0]!.counts, after![0]!.counts);
    throw new Counted();
  }
  const counting: Database = {
    query: (reach, statement) => count(reach, [statement.lock ?? statement]),
    queryAll: count,
  };
  await call(counting).catch((error: unknown) => {
    if (!(error instanceof Counted)) throw error;
  });
  if (read.length === 0) throw new Error("the call read nothing");
  return read;
}

/** How many rows a call takes up of each table that it reads. */
export async function rowsRead(
  url: string,
  call: (database: Database) => Promise<unknown>,
): Promise<Record<string, number>> {
  const read = await reads(url, call);
  return Object.fromEntries(
    read.map(({ table, rowsFetched, rowsScanned }) => [table, rowsFetched + rowsScanned]),
  );
}

/** A server counts on until it tells its statistics: what was there before is taken off. */
function difference(before: Counts, after: Counts): TableRead[] {
  return Object.entries(after)
    .filter(([table, { scans }]) => scans > before[table]!.scans)
    .map(([table, now]) => ({
      table,
      wholeScans: now.seq_scan - before[table]!.seq_scan,
      rowsFetched: now.fetched - before[table]!.fetched,
      rowsScanned: now.scanned - before[table]!.scanned,
    }));
}
