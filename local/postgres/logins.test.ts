import { randomBytes } from "node:crypto";
import { neon } from "@neondatabase/serverless";
import { afterAll, expect, test } from "vitest";
import { eachBackend } from "./each-backend.ts";

eachBackend("The two logins", (started) => {
  const app = () => neon(started.postgres.appUrl);
  const owner = () => neon(started.postgres.ownerUrl);
  const madeRole = `aimi_made_${randomBytes(4).toString("hex")}`;

  afterAll(() => owner().query(`drop role if exists ${madeRole}`));

  function withUrl(change: (url: URL) => void): string {
    const url = new URL(started.postgres.appUrl);
    change(url);
    return url.href;
  }

  test("refuses a wrong password, an unknown login and an unknown database", async () => {
    const wrong = neon(withUrl((url) => Object.assign(url, { password: "guess" })));
    await expect(wrong`select 1`).rejects.toMatchObject({
      code: "28P01",
      severity: "FATAL",
      message: "password authentication failed for user 'aimi_app'",
    });
    const unknown = neon(withUrl((url) => Object.assign(url, { username: "no'body" })));
    await expect(unknown`select 1`).rejects.toMatchObject({ code: "28P01" });
    const elsewhere = neon(withUrl((url) => Object.assign(url, { pathname: "/elsewhere" })));
    await expect(elsewhere`select 1`).rejects.toMatchObject({ code: "3D000" });
    const none = neon(withUrl((url) => Object.assign(url, { password: "" })));
    await expect(none`select 1`).rejects.toThrow("missing authentication credentials");
  });

  test("are no superusers, bypass no policy, and only the owner makes roles", async () => {
    const rows = await app()`select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin
      from pg_roles where rolname in ('aimi_app', 'aimi_owner') order by 1`;
    const common = { rolsuper: false, rolbypassrls: false, rolcanlogin: true };
    expect(rows).toEqual([
      { rolname: "aimi_app", rolcreaterole: false, ...common },
      { rolname: "aimi_owner", rolcreaterole: true, ...common },
    ]);
    expect(await app()`select session_user, current_user`).toEqual([
      { session_user: "aimi_app", current_user: "aimi_app" },
    ]);
  });

  test("the owner owns the database, administers the app's login, and cannot become it", async () => {
    const rows = await owner()`select pg_get_userbyid(datdba) as owner from pg_database
      where datname = current_database()`;
    expect(rows).toEqual([{ owner: "aimi_owner" }]);
    const grants = await owner()`select admin_option, set_option, inherit_option from pg_auth_members
      where roleid = 'aimi_app'::regrole and member = 'aimi_owner'::regrole`;
    expect(grants).toEqual([{ admin_option: true, set_option: false, inherit_option: false }]);
    await expect(owner()`set role aimi_app`).rejects.toMatchObject({ code: "42501" });
  });

  test("the app owns nothing and makes nothing", async () => {
    const owned =
      await owner()`select from pg_shdepend where refobjid = 'aimi_app'::regrole and deptype = 'o'`;
    expect(owned).toEqual([]);
    for (const sql of [
      "create table mine ()",
      "create schema mine",
      "create role mine",
      "create database mine",
    ]) {
      await expect(app().query(sql), sql).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("the owner may ask for the vector extension that is there", async () => {
    await owner()`create extension if not exists vector`;
    expect(await owner()`select '[1,2]'::vector::text as v`).toEqual([{ v: "[1,2]" }]);
  });

  test("row-level security binds the app, and the owner too where it is forced", async () => {
    await owner().transaction((sql) => [
      sql`create table notes (tenant text, body text)`,
      sql`alter table notes enable row level security`,
      sql`alter table notes force row level security`,
      sql`create policy own on notes using (tenant = nullif(current_setting('app.tenant', true), ''))`,
      sql`grant select, insert on notes to aimi_app`,
    ]);
    const as = (tenant: string) =>
      app().transaction((sql) => [
        sql`select set_config('app.tenant', ${tenant}, true)`,
        sql`insert into notes values (${tenant}, 'hello')`,
        sql`select tenant from notes`,
      ]);
    expect((await as("a"))[2]).toEqual([{ tenant: "a" }]);
    expect((await as("b"))[2]).toEqual([{ tenant: "b" }]);
    expect(await app()`select tenant from notes`).toEqual([]);
    expect(await owner()`select tenant from notes`).toEqual([]);
    await expect(app()`insert into notes values ('a', 'sneaked in')`).rejects.toMatchObject({
      code: "42501",
    });
  });

  test("the app takes a role for a transaction only where it was granted with SET", async () => {
    await owner().query(`create role ${madeRole}`);
    const take = () =>
      app().transaction((sql) => [sql.query(`set local role ${madeRole}`), sql`select current_user as me`]);
    await expect(take()).rejects.toMatchObject({ code: "42501" });
    await owner().query(`grant ${madeRole} to aimi_app with set true, inherit false`);
    expect((await take())[1]).toEqual([{ me: madeRole }]);
    expect(await app()`select current_user as me`).toEqual([{ me: "aimi_app" }]);
  });

  test("a login that the owner makes works with its password, until that changes", async () => {
    await owner().query(`alter role ${madeRole} login password 'first'`);
    const sql = neon(withUrl((url) => Object.assign(url, { username: madeRole, password: "first" })));
    expect(await sql`select current_user as me`).toEqual([{ me: madeRole }]);
    await owner().query(`alter role ${madeRole} password 'second'`);
    await expect(sql`select 1`).rejects.toMatchObject({ code: "28P01" });
  });
});
