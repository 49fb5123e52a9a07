import {
  createDatabase,
  type Database,
  type Reach,
  type Statement,
} from "#shared/adapters/postgres/database.ts";

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
  async function plan(reach: Reach, { text, values }: Omit<Statement, "lock">): Promise<PlanNode[]> {
    const rows = await database.query<{ "QUERY PLAN": readonly { Plan: PlanNode }[] }>(reach, {
      text: `explain (format json) ${text}`,
      ...(values && { values }),
    });
    return flatten(rows[0]!["QUERY PLAN"][0]!.Plan);
  }
  const explaining: Database = {
    async query(reach, statement) {
      nodes = await plan(reach, lock ? statement.lock! : statement);
      throw new Explained();
    },
    async queryAll(reach, statements) {
      for (const statement of statements) nodes.push(...(await plan(reach, statement)));
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

/** What stands below a filter that nothing passes is planned and never run. */
function flatten(node: PlanNode): PlanNode[] {
  if (node["One-Time Filter"] === "false") return [node];
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}
