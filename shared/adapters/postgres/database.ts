import { NeonDbError, neon, neonConfig } from "@neondatabase/serverless";
import { BeingErased, UpstreamUnavailable } from "../../errors.ts";
import { fetchWhole } from "../http/fetch-whole.ts";
import { reachWithoutTls } from "./reach-without-tls.ts";

export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Takes locks before it, in the same round trip: what others wrote until then, the statement sees. */
  readonly lock?: Omit<Statement, "lock">;
}

/** Who calls: row-level security shows the rows of one user, of one tenant, or what aimi_system may see. */
export type Reach =
  | { readonly scope: "user"; readonly tenantId: string; readonly userId: string; readonly ownerId: string }
  | { readonly scope: "tenant"; readonly tenantId: string }
  | { readonly scope: "system" };

export interface Database {
  /** Runs one statement for a caller; one round trip. */
  query<Row>(reach: Reach, statement: Statement): Promise<Row[]>;
  /** Runs several, all or none, each seeing what those before it wrote; one round trip. The rows of each. */
  queryAll(reach: Reach, statements: readonly Omit<Statement, "lock">[]): Promise<unknown[][]>;
}

const deadlineMs = 15_000;

/** Raised by the policies that refuse whoever is leaving. */
const beingErased = "AIMI1";

/** What a statement refers to went while it waited for whoever erased it. */
const referenceGone = "23503";
/** Of two that wait for each other Postgres ends one. */
const deadlock = "40P01";

/** Who calls, by which writes are judged, and whose rows are seen. */
const enter = `select set_config('aimi.scope', $1, true), set_config('aimi.tenant', $2, true),
  set_config('aimi.user', $3, true), set_config('aimi.sees_owner', $4, true), set_config('aimi.sees_tenant', $5, true)`;

export function createDatabase(options: { url: string; onOutcome?(answered: boolean): void }): Database {
  reachWithoutTls(neonConfig, options.url);
  neonConfig.fetchFunction = fetchWhole;
  const sql = neon(options.url);
  async function run(reach: Reach, statements: readonly Omit<Statement, "lock">[]): Promise<unknown[][]> {
    const settings = settingsOf(reach);
    const ask = () => {
      const queries = [...settings, ...statements].map(({ text, values = [] }) =>
        sql.query(text, [...values]),
      );
      return sql.transaction(queries, { fetchOptions: { deadlineMs } });
    };
    try {
      // Nothing of it was written, and who asks once more sees what is there no longer, or waits for nobody.
      const results = await ask().catch((error) =>
        hasCode(error, referenceGone) || hasCode(error, deadlock) ? ask() : Promise.reject(error),
      );
      options.onOutcome?.(true);
      return results.slice(settings.length) as unknown[][];
    } catch (error) {
      throw translate(error, options.onOutcome);
    }
  }

  return {
    async query<Row>(reach: Reach, { lock, ...statement }: Statement) {
      const results = await run(reach, [...(lock ? [lock] : []), statement]);
      return results.at(-1) as Row[];
    },
    queryAll: run,
  };
}

/** The statements that come before a caller's own. */
export function settingsOf(reach: Reach): { text: string; values: unknown[] }[] {
  switch (reach.scope) {
    case "user":
      return [{ text: enter, values: ["user", reach.tenantId, reach.userId, reach.ownerId, ""] }];
    case "tenant":
      return [{ text: enter, values: ["tenant", reach.tenantId, "", "", reach.tenantId] }];
    case "system":
      return [
        { text: enter, values: ["system", "", "", "", ""] },
        { text: "set local role aimi_system", values: [] },
      ];
  }
}

/** What Postgres says of a statement is a fault of ours; silence, a server that is going, or a lost race is one of the day. */
function translate(error: unknown, onOutcome?: (answered: boolean) => void): unknown {
  if (hasCode(error, referenceGone)) {
    onOutcome?.(true);
    return new UpstreamUnavailable("the database", error);
  }
  if (error instanceof NeonDbError && error.code && !/^(08|40|53|57)/.test(error.code)) {
    onOutcome?.(true);
    return error.code === beingErased ? new BeingErased() : error;
  }
  onOutcome?.(false);
  return new UpstreamUnavailable("the database", error);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof NeonDbError && error.code === code;
}
