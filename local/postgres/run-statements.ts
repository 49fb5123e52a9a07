import { assertResponseFits } from "./neon-limits.ts";

export interface Statement {
  readonly query: string;
  readonly params: readonly (string | null)[];
  readonly arrayMode: boolean;
}

export interface Field {
  readonly name: string;
  readonly dataTypeID: number;
  readonly tableID: number;
  readonly columnID: number;
  readonly dataTypeSize: number;
  readonly dataTypeModifier: number;
}

export interface Outcome {
  readonly fields: readonly Field[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly command: string;
  readonly rowCount: number | null;
}

export interface Caller {
  readonly login: string;
  readonly password: string;
  readonly database: string;
}

export interface Work {
  readonly statements: readonly Statement[];
  /** The BEGIN of a batch; nothing for a statement alone. */
  readonly begin: string | null;
  readonly signal: AbortSignal;
}

/** What stands behind the HTTP endpoint: runs the work in a session of the caller's login. */
export interface SqlBackend {
  run(caller: Caller, work: Work): Promise<Outcome[]>;
}

export type Query = (text: string, params: readonly (string | null)[]) => Promise<Outcome>;

export async function runStatements(query: Query, { statements, begin }: Work): Promise<Outcome[]> {
  if (begin !== null) await query(begin, []);
  const outcomes: Outcome[] = [];
  for (const statement of statements) {
    const outcome = await query(statement.query, statement.params);
    assertResponseFits(outcome.rows);
    outcomes.push(outcome);
  }
  if (begin !== null) await query("COMMIT", []);
  return outcomes;
}
