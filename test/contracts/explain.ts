import { createDatabase, type Database } from "#shared/adapters/postgres/database.ts";

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly "One-Time Filter"?: string;
  readonly Plans?: readonly PlanNode[];
}

class Explained extends Error {}

/** What Postgres does for the statement of a call, or its lock, as the caller would ask it; it is not run. */
export async function explain(
  url: string,
  call: (database: Database) => Promise<unknown>,
  { lock = false } = {},
): Promise<PlanNode[]> {
  const database = createDatabase({ url });
  let nodes: PlanNode[] = [];
  const explaining: Database = {
    async query(reach, statement) {
      const { text, values } = lock ? statement.lock! : statement;
      const rows = await database.query<{ "QUERY PLAN": readonly { Plan: PlanNode }[] }>(reach, {
        text: `explain (format json) ${text}`,
        ...(values && { values }),
      });
      nodes = flatten(rows[0]!["QUERY PLAN"][0]!.Plan);
      throw new Explained();
    },
  };
  await call(explaining).catch((error: unknown) => {
    if (!(error instanceof Explained)) throw error;
  });
  if (nodes.length === 0) throw new Error("the call asked nothing");
  return nodes;
}

/** Tables that a plan reads from end to end: by a sequential scan, or along a whole index. */
export function readsWhole(nodes: readonly PlanNode[]): string[] {
  return nodes
    .filter((node) => node["Relation Name"] !== undefined || node["Index Name"] !== undefined)
    .filter((node) => /^(Seq|Index|Index Only|Bitmap Index) Scan$/.test(node["Node Type"]))
    .filter((node) => node["Index Cond"] === undefined)
    .map((node) => `${node["Node Type"]} of ${node["Relation Name"] ?? node["Index Name"]}`);
}

/** What a call reads of each table, functions included: whole scans, and rows fetched along indexes. */
export async function reads(
  url: string,
  call: (database: Database) => Promise<unknown>,
): Promise<{ table: string; wholeScans: number; rowsFetched: number }[]> {
  const database = createDatabase({ url });
  let read: { table: string; wholeScans: number; rowsFetched: number }[] = [];
  const watching: Database = {
    async query(reach, { text, values }) {
      read = await database.query(reach, {
        text: `with answer as materialized (${text}) ${readsSince}`,
        ...(values && { values }),
        lock: {
          text: `select set_config('test.reads', (select jsonb_agg(r)::text from (${readsSoFar}) as r), true)`,
        },
      });
      throw new Explained();
    },
  };
  await call(watching).catch((error: unknown) => {
    if (!(error instanceof Explained)) throw error;
  });
  if (read.length === 0) throw new Error("the call read nothing");
  return read;
}

const readsSoFar = `
  select relname, seq_scan, coalesce(idx_tup_fetch, 0) as fetched, coalesce(idx_scan, 0) as idx_scan
  from pg_stat_xact_user_tables`;
/** A server counts on until it tells its statistics: what was there before is taken off. */
const readsSince = `
  select now.relname as "table", (now.seq_scan - earlier.seq_scan)::int as "wholeScans",
    (now.fetched - earlier.fetched)::int as "rowsFetched"
  from (${readsSoFar}) as now
  join jsonb_to_recordset(current_setting('test.reads')::jsonb)
    as earlier (relname text, seq_scan int8, fetched int8, idx_scan int8) on earlier.relname = now.relname::text
  where (select count(*) from answer) >= 0
    and now.seq_scan + now.idx_scan > earlier.seq_scan + earlier.idx_scan
  order by now.relname`;

/** What stands below a filter that nothing passes is planned and never run. */
function flatten(node: PlanNode): PlanNode[] {
  if (node["One-Time Filter"] === "false") return [node];
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}
