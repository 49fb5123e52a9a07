import { neon, neonConfig } from "@neondatabase/serverless";
import { reachWithoutTls } from "#shared/adapters/postgres/reach-without-tls.ts";

/** What a batch sets before its statement; what is left out is never set at all. */
export interface Claims {
  readonly scope?: string;
  readonly tenant?: string;
  readonly user?: string;
  readonly role?: string;
}

/** What the app derives from who calls. */
const seen = `select
  set_config('aimi.sees_owner', case aimi_scope() when 'user' then coalesce(aimi_owner()::text, '') else '' end, true),
  set_config('aimi.sees_tenant', case aimi_scope() when 'tenant' then coalesce(aimi_tenant(), '') else '' end, true)`;

/** Runs one statement as a login says who it is, whether the app would ever say so or not. */
export async function askAs<Row = Record<string, unknown>>(
  url: string,
  { role, ...settings }: Claims,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  reachWithoutTls(neonConfig, url);
  const sql = neon(url);
  const results = await sql.transaction([
    ...Object.entries(settings).map(([name, value]) =>
      sql.query("select set_config($1, $2, true)", [`aimi.${name}`, value]),
    ),
    sql.query(seen),
    ...(role === undefined ? [] : [sql.query(`set local role ${role}`)]),
    sql.query(text, [...values]),
  ]);
  return results.at(-1) as Row[];
}

/** How many rows a statement touched, or the code with which it was refused. */
export async function touch(url: string, claims: Claims, text: string): Promise<number | string> {
  try {
    const counted = `with touched as (${text} returning 1) select count(*)::int as count from touched`;
    return (await askAs<{ count: number }>(url, claims, counted))[0]!.count;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== "string") throw error;
    return code;
  }
}
