import { Client, neonConfig } from "@neondatabase/serverless";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reachWithoutTls } from "#shared/adapters/postgres/reach-without-tls.ts";
import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import { askAs, touch } from "./ask-as.ts";
import { type OwnDatabase, startMigratedDatabase } from "./start-own-database.ts";

const refused = "42501";

/** Tables that belong to no tenant. */
const shared = ["schema_migrations"];

const unprotected = `
  select c.relname as name from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'f', 'm', 'v')
    and (c.relname <> all ($1::text[])
      or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id'))
    and not (c.relrowsecurity and c.relforcerowsecurity
      and exists (select from pg_policy p where p.polrelid = c.oid))
  order by 1`;

let database: OwnDatabase;
beforeAll(async () => {
  database = await startMigratedDatabase();
});
afterAll(() => database.close());

/** What the check finds once these statements have run; nothing of them stays. */
async function findAfter(...statements: readonly string[]): Promise<string[]> {
  reachWithoutTls(neonConfig, database.ownerUrl);
  const client = new Client(database.ownerUrl);
  client.neonConfig.pipelineConnect = false;
  await client.connect();
  try {
    await client.query("begin");
    for (const statement of statements) await client.query(statement);
    const { rows } = await client.query<{ name: string }>(unprotected, [shared]);
    return rows.map(({ name }) => name);
  } finally {
    await client.query("rollback");
    await client.end();
  }
}
const ask = <Row>(text: string) => askAs<Row>(database.ownerUrl, {}, text);

describe("every table that is not shared by all tenants", () => {
  test("forces row-level security, and has a policy", async () => {
    expect(await findAfter()).toEqual([]);
  });

  test.each([
    ["no security", ["create table leak (tenant_id text)"]],
    ["no tenant", ["create table leak (id int)"]],
    [
      "security that is not forced",
      ["create table leak (tenant_id text)", "alter table leak enable row level security"],
    ],
    [
      "no policy",
      [
        "create table leak (tenant_id text)",
        "alter table leak enable row level security",
        "alter table leak force row level security",
      ],
    ],
    ["another form: a view", ["create view leak as select 1 as id"]],
  ])("would be found with %s", async (_what, statements) => {
    expect(await findAfter(...statements)).toEqual(["leak"]);
  });

  test("would be found with a tenant, though it were called shared", async () => {
    expect(await findAfter("alter table schema_migrations add column tenant_id text")).toEqual(shared);
  });

  test("is found well with the policy that all share", async () => {
    const create = "create table fine (tenant_id text, owner_id uuid)";
    expect(await findAfter(create, "select aimi_isolate('fine')")).toEqual([]);
  });
});

describe("the logins", () => {
  test("are no superusers, and none passes by the policies", async () => {
    const roles = await ask(
      `select rolname as name, rolcanlogin as login, rolsuper or rolbypassrls as above from pg_roles
       where rolname in ('aimi_app', 'aimi_owner', 'aimi_system') order by 1`,
    );
    expect(roles).toEqual([
      { name: "aimi_app", login: true, above: false },
      { name: "aimi_owner", login: true, above: false },
      { name: "aimi_system", login: false, above: false },
    ]);
  });

  test("of the app makes no roles or databases, and cannot become one who may or who owns anything", async () => {
    const mighty = await ask(
      `select rolname as name from pg_roles role
       where pg_has_role('aimi_app', role.oid, 'member')
         and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb
           or exists (select from pg_class where relowner = role.oid))`,
    );
    expect(mighty).toEqual([]);
  });

  test("of the app owns nothing", async () => {
    const owned = await ask(
      `select 'relation' as kind, relname::text as name from pg_class where relowner in ('aimi_app'::regrole, 'aimi_system'::regrole)
       union all select 'function', proname from pg_proc where proowner in ('aimi_app'::regrole, 'aimi_system'::regrole)
       union all select 'schema', nspname from pg_namespace where nspowner in ('aimi_app'::regrole, 'aimi_system'::regrole)
       union all select 'database', datname from pg_database where datdba in ('aimi_app'::regrole, 'aimi_system'::regrole)`,
    );
    expect(owned).toEqual([]);
  });

  test.each([
    "create table mine (id int)",
    "create schema mine",
    "create function mine() returns int language sql as 'select 1'",
    "alter table messages disable row level security",
    "alter table messages no force row level security",
    "create policy mine on messages using (true)",
    "drop table messages",
    "truncate messages",
    "set role aimi_owner",
    "alter role aimi_app bypassrls",
    "select aimi_isolate('messages')",
    "insert into schema_migrations (name, checksum) values ('x', 'x')",
    "delete from schema_migrations",
    "update messages set content = ''",
    "update memory_versions set content = ''",
    "delete from memory_versions",
    "update turns set care = false",
    "delete from usage_days",
    "delete from tenants",
    "update tenants set name = ''",
    "update api_keys set scopes = '{operator}'",
    "delete from api_keys",
  ])("of the app may not: %s", async (statement) => {
    const asked = askAs(database.appUrl, { scope: "tenant", tenant: "default" }, statement);
    await expect(asked).rejects.toMatchObject({ code: refused });
  });

  test("of the app sees which migrations ran", async () => {
    expect(await askAs(database.appUrl, {}, "select name from schema_migrations")).not.toEqual([]);
  });

  test("never keep what a batch claimed for the next one", async () => {
    const claims = { scope: "tenant", tenant: "default", role: "aimi_system" };
    await askAs(database.appUrl, claims, "select 1");
    expect(
      await askAs(
        database.appUrl,
        {},
        "select current_user as who, aimi_tenant() as tenant, aimi_scope() as scope",
      ),
    ).toEqual([{ who: "aimi_app", tenant: null, scope: null }]);
  });

  test("step into aimi_system, and are without its rights until they do", async () => {
    const [may] = await ask(
      `select pg_has_role('aimi_app', 'aimi_system', 'set') as step,
         pg_has_role('aimi_app', 'aimi_system', 'usage') as already`,
    );
    expect(may).toEqual({ step: true, already: false });
    expect(await touch(database.appUrl, { scope: "system" }, "update outbox set attempts = 0")).toBe(refused);
  });
});

test.each([
  ["default", null],
  ["acme", "anna"],
  ["a:b@c.d-e_F", "anna@example.com"],
  ["acme", "x".repeat(128)],
])("the owner's id of %s and %s is the same in SQL as in TypeScript", async (tenant, user) => {
  const [row] = await askAs<{ id: string }>(
    database.appUrl,
    {},
    "select aimi_owner_id($1::text, $2::text) as id",
    [tenant, user],
  );
  expect(row!.id).toBe(deriveOwnerId(tenant, user));
});
