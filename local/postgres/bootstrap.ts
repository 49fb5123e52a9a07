import { appLogin, ownerLogin } from "./local-logins.ts";
import { quoteIdentifier, quoteLiteral } from "./quote-sql.ts";

/** Roles before anything else; as the superuser. Each statement is safe to repeat. */
export function ownerStatements(): string[] {
  const attributes = `login createrole nosuperuser nobypassrls password ${quoteLiteral(ownerLogin.password)}`;
  return [createIfMissing(ownerLogin.name, attributes)];
}

/** In the database itself; as the superuser. The app's login is made by the owner, as on Neon. */
export function databaseStatements(database: string, superuser: string): string[] {
  const owner = ownerLogin.name;
  const attributes = `login nobypassrls password ${quoteLiteral(appLogin.password)}`;
  return [
    `alter database ${quoteIdentifier(database)} owner to ${owner}`,
    "create extension if not exists vector",
    `set session authorization ${owner}`,
    createIfMissing(appLogin.name, attributes),
    // By name: DEFAULT does nothing in PGlite's single-user mode.
    `set session authorization ${quoteIdentifier(superuser)}`,
  ];
}

function createIfMissing(role: string, attributes: string): string {
  const create = quoteLiteral(`create role ${role} ${attributes}`);
  return `do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then execute ${create}; end if;
  end $$`;
}
