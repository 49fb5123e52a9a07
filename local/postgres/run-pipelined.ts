import { assertResponseFits } from "./neon-limits.ts";
import type { Outcome, Query, Work } from "./run-statements.ts";

/** Sends all at once and waits once. What follows a failure fails with it; `mayCommit` is waited for before a transaction stays. */
export async function runPipelined(
  query: Query,
  { statements, begin }: Work,
  mayCommit: Promise<void>,
): Promise<Outcome[]> {
  const begun = begin === null ? [] : [query(begin, [])];
  const sent = statements.map((statement) => query(statement.query, statement.params));
  const settled = await Promise.allSettled([mayCommit, ...begun, ...sent]);
  const failure = settled.find(({ status }) => status === "rejected");
  if (failure?.status === "rejected") throw failure.reason;
  const outcomes = await Promise.all(sent);
  for (const { rows } of outcomes) assertResponseFits(rows);
  if (begin !== null) await query("COMMIT", []);
  return outcomes;
}
