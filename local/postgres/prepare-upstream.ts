import { Client } from "pg";
import { StartupFailure } from "../startup-failure.ts";
import { databaseStatements, ownerStatements } from "./bootstrap.ts";
import { appLogin, ownerLogin } from "./local-logins.ts";
import { quoteIdentifier, quoteLiteral } from "./quote-sql.ts";
import { upstreamUrl } from "./upstream-url.ts";

const bootstrapLock = 7_241_839_501;

/** Makes what is missing of the logins, the database and its extension. Starts may race: one lock orders them. */
export async function prepareUpstream(upstream: string, database: string): Promise<void> {
  await withClient(upstream, async (server) => {
    await server.query("select pg_advisory_lock($1)", [bootstrapLock]);
    await assertUsable(server, upstream);
    for (const statement of ownerStatements()) await server.query(statement);
    const found = await server.query("select from pg_database where datname = $1", [database]);
    const create = `create database ${quoteIdentifier(database)} owner ${ownerLogin.name}`;
    if (found.rowCount === 0) await server.query(create);
    await withClient(upstreamUrl(upstream, database), async (client) => {
      const { rows } = await client.query<{ name: string }>("select session_user as name");
      for (const statement of databaseStatements(database, rows[0]?.name ?? ""))
        await client.query(statement);
      for (const statement of repairs) await client.query(statement);
    });
  });
}

// Of logins that were there before: the password that our URLs name, and the owner's say over the app's.
const repairs = [
  ...[ownerLogin, appLogin].map(
    ({ name, password }) =>
      `alter role ${name} login nobypassrls nosuperuser password ${quoteLiteral(password)}`,
  ),
  `alter role ${ownerLogin.name} createrole`,
  `do $$ begin
    if not exists (
      select from pg_auth_members
      where roleid = '${appLogin.name}'::regrole and member = '${ownerLogin.name}'::regrole and admin_option
    ) then
      grant ${appLogin.name} to ${ownerLogin.name} with admin true, inherit false, set false;
    end if;
  end $$`,
];

async function assertUsable(server: Client, upstream: string): Promise<void> {
  const { rows } = await server.query<{ version: number; superuser: boolean; vector: boolean }>(
    `select current_setting('server_version_num')::int as version,
      current_setting('is_superuser')::boolean as superuser,
      exists (select from pg_available_extensions where name = 'vector') as vector`,
  );
  const { host } = new URL(upstream);
  const facts = rows[0];
  if (!facts?.superuser)
    throw new StartupFailure(`The login for Postgres at ${host} is no superuser: give a superuser's URL.`);
  if (facts.version < 160_000)
    throw new StartupFailure(`Postgres at ${host} is older than 16: use 16 or newer.`);
  if (!facts.vector)
    throw new StartupFailure(`Postgres at ${host} has no pgvector: install the extension there.`);
}

async function withClient(connectionString: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString });
  try {
    await client.connect();
  } catch (cause) {
    const { host } = new URL(connectionString);
    const reason = cause instanceof Error ? cause.message || ("code" in cause && cause.code) : cause;
    throw new StartupFailure(`Postgres at ${host} cannot be reached: ${reason}.`, cause);
  }
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
