import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askAs, type Claims, touch } from "./ask-as.ts";
import { type OwnDatabase, startMigratedDatabase } from "./start-own-database.ts";
import { type Owner, parentsOf, samples } from "./tenancy-samples.ts";

const refused = "42501";
const anna: Owner = { tenantId: "acme", userId: "anna" };
const claimsOf = ({ tenantId, userId }: Owner): Claims => ({ scope: "user", tenant: tenantId, user: userId });
const tables = Object.keys(samples);
/** Of these an owner has one row at most. */
const oneEach = ["calendar_feeds", "learners", "user_states"];
/** What a tenant's users add to together, and none of them owns. */
const ofWholeTenants = ["usage_days"];

/** Everyone who is neither anna nor her tenant. */
const strangers: readonly (readonly [string, Claims])[] = [
  ["another tenant", { scope: "tenant", tenant: "other", user: "" }],
  ["a user of another tenant, called the same", { scope: "user", tenant: "other", user: "anna" }],
  ["another user of the tenant", { scope: "user", tenant: "acme", user: "ben" }],
  ["a user without a name", { scope: "user", tenant: "acme", user: "" }],
  ["a user who is never named", { scope: "user", tenant: "acme" }],
  ["a tenant without a name", { scope: "tenant", tenant: "", user: "" }],
  ["a tenant that is never named", { scope: "tenant" }],
  ["a user without a tenant", { scope: "user", tenant: "", user: "anna" }],
  ["a scope that is empty", { scope: "", tenant: "acme", user: "anna" }],
  ["a scope that is never named", { tenant: "acme", user: "anna" }],
  ["a scope that nobody knows", { scope: "everything", tenant: "acme", user: "anna" }],
  ["the scope system, without its role", { scope: "system", tenant: "acme", user: "anna" }],
  ["nobody at all", {}],
];

let database: OwnDatabase;
const asApp = <Row>(claims: Claims, text: string) => askAs<Row>(database.appUrl, claims, text);
const writeSample = (table: string, owner: Owner, key: string) =>
  samples[table]!(owner).replace("{key}", key);
const rowsOf = (table: string) => asApp(claimsOf(anna), `select * from ${table}`);

beforeAll(async () => {
  database = await startMigratedDatabase();
  for (const tenant of ["acme", "other"]) {
    await asApp({ tenant }, `insert into tenants (id, name, created_at) values ('${tenant}', 'T', now())`);
  }
  await asApp(
    claimsOf(anna),
    `insert into conversations (id, tenant_id, owner_id, client_id, created_at)
     select '00000000-0000-0000-0000-000000000001', 'acme', aimi_owner(), 'home', now()`,
  );
  await asApp(
    claimsOf(anna),
    `insert into messages
       (id, tenant_id, owner_id, conversation_id, role, content, metadata, importance, text_hash, created_at)
     select ('00000000-0000-0000-0000-00000000001' || key)::uuid, 'acme', aimi_owner(),
       '00000000-0000-0000-0000-000000000001', 'user', 'source', '{}', 0.5, '', now()
     from generate_series(0, 9) as key`,
  );
  await asApp(
    claimsOf(anna),
    `insert into memories (id, tenant_id, owner_id, provenance, created_at)
     select '00000000-0000-0000-0000-000000000002', 'acme', aimi_owner(), 'client', now()`,
  );
  await asApp(
    claimsOf(anna),
    `insert into sign_ins (id, tenant_id, owner_id, user_id, method, created_at, last_used_at, expires_at)
     select '00000000-0000-0000-0000-000000000003', 'acme', aimi_owner(), 'anna', 'dev', now(), now(), now()`,
  );
  await asApp(
    claimsOf(anna),
    `insert into sessions (id, tenant_id, owner_id, conversation_id, started_at, last_active_at)
     select '00000000-0000-0000-0000-000000000004', 'acme', aimi_owner(),
       '00000000-0000-0000-0000-000000000001', now(), now()`,
  );
  for (const parent of parentsOf("acme")) await asApp(claimsOf(anna), parent);
  for (const table of tables) await asApp(claimsOf(anna), writeSample(table, anna, "0"));
  // More than the app is ever granted, so that only the policies stand between the tenants.
  await askAs(
    database.ownerUrl,
    {},
    `grant select, insert, update, delete on ${tables.join(", ")} to aimi_app`,
  );
});
afterAll(() => database.close());

test("every table with a tenant has a sample here, so that none is forgotten", async () => {
  const found = await askAs<{ name: string }>(
    database.ownerUrl,
    {},
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'tenant_id' order by 1`,
  );
  expect(found.map(({ name }) => name)).toEqual([...tables, ...ofWholeTenants].toSorted());
});

describe.each(tables)("rows of %s", (table) => {
  test("are seen, written and deleted by their user and by their tenant", async () => {
    const tenant = { scope: "tenant", tenant: "acme", user: "" };
    expect(await touch(database.appUrl, claimsOf(anna), writeSample(table, anna, "1"))).toBe(1);
    expect(await touch(database.appUrl, tenant, writeSample(table, anna, "2"))).toBe(1);
    const seen = await asApp(tenant, `select * from ${table}`);
    expect(seen).toEqual(await rowsOf(table));
    expect(seen.length).toBeGreaterThanOrEqual(oneEach.includes(table) ? 1 : 3);
    expect(await touch(database.appUrl, tenant, `update ${table} set tenant_id = tenant_id`)).toBe(
      seen.length,
    );
  });

  describe.each(strangers)("for %s", (_who, claims) => {
    test("are not there to read, change or delete", async () => {
      const before = await rowsOf(table);
      expect(before.length).toBeGreaterThan(0);
      expect(await asApp(claims, `select * from ${table} where tenant_id = 'acme'`)).toEqual([]);
      expect(
        await asApp(claims, `select * from ${table} where owner_id = aimi_owner_id('acme', 'anna')`),
      ).toEqual([]);
      const ofAnna = "where owner_id = aimi_owner_id('acme', 'anna')";
      expect(await touch(database.appUrl, claims, `update ${table} set tenant_id = 'other' ${ofAnna}`)).toBe(
        0,
      );
      expect(await touch(database.appUrl, claims, `delete from ${table} ${ofAnna}`)).toBe(0);
      expect(await rowsOf(table)).toEqual(before);
    });

    test("cannot be added", async () => {
      const before = await rowsOf(table);
      expect(await touch(database.appUrl, claims, writeSample(table, anna, "9"))).toBe(refused);
      expect(await rowsOf(table)).toEqual(before);
    });
  });

  test("cannot be given away to another tenant or user", async () => {
    for (const change of ["tenant_id = 'other'", "owner_id = aimi_owner_id('acme', 'ben')"]) {
      expect(await touch(database.appUrl, claimsOf(anna), `update ${table} set ${change}`)).toBe(refused);
    }
  });

  test("are beyond aimi_system, but for what a sweep, a retry, a night, a walk through all tenants and a refresh need", async () => {
    const system = { role: "aimi_system", scope: "system" };
    const may = (tables: readonly string[]) => (tables.includes(table) ? expect.any(Number) : refused);
    const change = `update ${table} set tenant_id = tenant_id`;
    expect(await touch(database.appUrl, system, change)).toEqual(may(["outbox"]));
    expect(await touch(database.appUrl, system, writeSample(table, anna, "8"))).toEqual(
      may(["outbox", "refresh_tokens", "audit_log"]),
    );
    expect(await touch(database.appUrl, system, `delete from ${table}`)).toEqual(
      may([
        ...["embedding_failures", "failed_jobs", "refresh_tokens", "idempotency_keys", "push_devices"],
        "retention_runs",
      ]),
    );
  });
});

test("aimi_system reads keys to know whose they are, notes their use and revokes them, and does no more", async () => {
  const system = { role: "aimi_system", scope: "system" };
  const may = async (text: string) => await touch(database.appUrl, system, text);
  expect(await askAs(database.appUrl, system, "select tenant_id, scopes from api_keys")).not.toEqual([]);
  expect(await may("update api_keys set last_used_at = now(), revoked_at = now()")).toEqual(
    expect.any(Number),
  );
  await expect(askAs(database.appUrl, system, "select name from api_keys")).rejects.toMatchObject({
    code: refused,
  });
  for (const change of ["scopes = '{operator}'", "tenant_id = 'other'", "key_hash = '\\x00'"]) {
    expect(await may(`update api_keys set ${change}`)).toBe(refused);
  }
  expect(await may("update tenants set limits = '{}'")).toBe(refused);
});

test("aimi_system rotates refresh tokens of sign-ins, knows their users, notes and reads no log", async () => {
  const system = { role: "aimi_system", scope: "system" };
  expect(await askAs(database.appUrl, system, "select tenant_id, ended_at from sign_ins")).not.toEqual([]);
  expect(await askAs(database.appUrl, system, "select name, disabled_at from users")).not.toEqual([]);
  for (const change of [
    "sign_ins set user_id = 'ben'",
    "sign_ins set tenant_id = 'other'",
    "refresh_tokens set sign_in_id = gen_random_uuid()",
    "refresh_tokens set expires_at = now()",
    "users set disabled_at = null",
    "users set email = 'e'",
  ]) {
    expect(await touch(database.appUrl, system, `update ${change}`)).toBe(refused);
  }
  for (const look of ["action from audit_log", "token from push_devices"])
    await expect(askAs(database.appUrl, system, `select ${look}`)).rejects.toMatchObject({ code: refused });
});

test("aimi_system reads failed jobs, notes that they are tried again, drops those alone, and does no more", async () => {
  const system = { role: "aimi_system", scope: "system" };
  expect(await askAs(database.appUrl, system, "select tenant_id, body from failed_jobs")).not.toEqual([]);
  expect(await touch(database.appUrl, system, "update failed_jobs set retried_at = now()")).toEqual(
    expect.any(Number),
  );
  for (const change of ["body = '{}'", "tenant_id = 'other'"]) {
    expect(await touch(database.appUrl, system, `update failed_jobs set ${change}`)).toBe(refused);
  }
  const waiting = "delete from failed_jobs where retried_at is null";
  expect(await touch(database.appUrl, system, waiting)).toBe(0);
  expect(await touch(database.appUrl, system, "update unlearned set set_aside_at = null")).toEqual(
    expect.any(Number),
  );
  expect(await touch(database.appUrl, system, "update unlearned set said_at = now()")).toBe(refused);
  const look = askAs(database.appUrl, system, "select text_hash from embedding_failures");
  await expect(look).rejects.toMatchObject({ code: refused });
});

test("aimi_system notes what Apple tells of a person, reads neither name nor grant, and does no more", async () => {
  const system = { role: "aimi_system", scope: "system" };
  const may = async (text: string) => await touch(database.appUrl, system, text);
  expect(await askAs(database.appUrl, system, "select tenant_id, sub from apple_accounts")).not.toEqual([]);
  const noted = "sealed_grant = null, consent_revoked_at = now(), email_enabled = false";
  expect(await may(`update apple_accounts set ${noted}`)).toEqual(expect.any(Number));
  for (const column of ["name", "sealed_grant"]) {
    const look = askAs(database.appUrl, system, `select ${column} from apple_accounts`);
    await expect(look).rejects.toMatchObject({ code: refused });
  }
  for (const change of ["sub = 'else'", "user_id = 'ben'", "authenticated_at = now()"]) {
    expect(await may(`update apple_accounts set ${change}`)).toBe(refused);
  }
});

describe("tenants", () => {
  test("are seen one at a time, and made only as oneself", async () => {
    const all = "select id from tenants";
    expect(await asApp({ tenant: "acme" }, all)).toEqual([{ id: "acme" }]);
    for (const claims of [{}, { tenant: "" }, { scope: "system" }])
      expect(await asApp(claims, all)).toEqual([]);
    const make = "insert into tenants (id, name, created_at) values ('third', 'T', now())";
    expect(await touch(database.appUrl, { tenant: "acme" }, make)).toBe(refused);
    expect(await touch(database.appUrl, {}, make)).toBe(refused);
    expect(await touch(database.appUrl, { tenant: "third" }, make)).toBe(1);
  });
});

test("what a tenant used is seen, added to and changed for all who belong to it, and for nobody else", async () => {
  const rowOf = (tenant: string, model: string) =>
    `insert into usage_days values ('${tenant}', '2026-01-31', '${model}', 1, 1, 1, 1)`;
  const ben = { scope: "user", tenant: "acme", user: "ben" };
  expect(await touch(database.appUrl, claimsOf(anna), rowOf("acme", "a"))).toBe(1);
  expect(await touch(database.appUrl, ben, "update usage_days set turns = turns + 1")).toBe(1);
  expect(await asApp({ scope: "tenant", tenant: "acme" }, "select turns from usage_days")).toHaveLength(1);
  for (const claims of [
    { scope: "tenant", tenant: "other" },
    { scope: "user", tenant: "other", user: "anna" },
    {},
  ]) {
    expect(await asApp(claims, "select * from usage_days")).toEqual([]);
    expect(await touch(database.appUrl, claims, "update usage_days set turns = 0")).toBe(0);
    expect(await touch(database.appUrl, claims, rowOf("acme", "b"))).toBe(refused);
  }
  expect(await touch(database.appUrl, claimsOf(anna), "update usage_days set tenant_id = 'other'")).toBe(
    refused,
  );
  expect(await touch(database.appUrl, claimsOf(anna), "delete from usage_days")).toBe(refused);
  const system = { role: "aimi_system", scope: "system" };
  expect(await touch(database.appUrl, system, "update usage_days set turns = 0")).toBe(refused);
});

test("the owner of the tables sees nothing in them either, since their security is forced", async () => {
  for (const table of [...tables, ...ofWholeTenants, "tenants"]) {
    const claims = { scope: "tenant", tenant: "acme" };
    expect(await askAs(database.ownerUrl, claims, `select from ${table}`)).toEqual([]);
  }
});
