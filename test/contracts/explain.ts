import { createDatabase, type Database } from "#shared/adapters/postgres/database.ts";

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly "Actual Rows"?: number;
  readonly "Actual Loops"?: number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Join Filter"?: number;
  readonly Plans?: readonly PlanNode[];
}

class Explained extends Error {}

/** What Postgres does for the statement of a call, with the caller's own settings and values; run only to analyze. */
export async function explain(
  url: string,
  call: (database: Database) => Promise<unknown>,
  { analyze = false } = {},
): Promise<PlanNode[]> {
  const database = createDatabase({ url });
  let nodes: PlanNode[] = [];
  const explaining: Database = {
    async query(reach, { text, values }) {
      const rows = await database.query<{ "QUERY PLAN": readonly { Plan: PlanNode }[] }>(reach, {
        text: `explain (analyze ${analyze}, format json) ${text}`,
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

/** The most rows that any step of an analyzed plan took up, those included that it threw away. */
export function rowsTouched(nodes: readonly PlanNode[]): number {
  const touched = nodes.map((node) => {
    const removed = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Join Filter"] ?? 0);
    return ((node["Actual Rows"] ?? 0) + removed) * (node["Actual Loops"] ?? 0);
  });
  return Math.max(...touched);
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}
