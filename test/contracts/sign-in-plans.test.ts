import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "#shared/adapters/postgres/database.ts";
import { postgresSignIns } from "#shared/adapters/postgres/sign-ins/postgres-sign-ins.ts";
import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import { askAs } from "./ask-as.ts";
import { explain, readsWhole } from "./explain.ts";
import { type OwnDatabase, startMigratedDatabase } from "./start-own-database.ts";

const statements = [
  "insert into tenants (id, name, created_at) values (aimi_tenant(), 'T', now())",
  `insert into users (tenant_id, id, owner_id, created_at, last_seen_at)
   select aimi_tenant(), 'user-' || u, aimi_owner_id(aimi_tenant(), 'user-' || u), now(), now()
   from generate_series(1, 300) as u`,
  `insert into sign_ins (id, tenant_id, owner_id, user_id, method, created_at, last_used_at, expires_at)
   select md5(aimi_tenant() || u || '/' || s)::uuid, aimi_tenant(), aimi_owner_id(aimi_tenant(), 'user-' || u),
     'user-' || u, 'dev', now(), now(), now() + interval '60 days'
   from generate_series(1, 300) as u, generate_series(1, 10) as s`,
  `insert into refresh_tokens (token_hash, tenant_id, owner_id, sign_in_id, issued_at, expires_at, spent_at)
   select sha256(convert_to(id || '/' || t, 'UTF8')), tenant_id, owner_id, id, now(), now() + interval '60 days',
     case when t < 5 then now() end
   from sign_ins, generate_series(1, 5) as t`,
  `insert into push_devices (id, tenant_id, owner_id, user_id, platform, environment, token, created_at, updated_at, sign_in_id)
   select id, tenant_id, owner_id, user_id, 'apns', 'production', id::text, now(), now(), id::text from sign_ins`,
  `insert into audit_log select entry.* from sign_ins,
     aimi_audit(tenant_id, owner_id, user_id, 'user', 'sign_in.dev', id::text, null, created_at) as entry`,
];

const manyTenants = `do $$ begin
  for at in 1 .. 600 loop
    perform set_config('aimi.tenant', 'empty-' || at, true);
    insert into tenants (id, name, created_at) values ('empty-' || at, 'T', now());
  end loop;
end $$`;

let database: OwnDatabase;
beforeAll(async () => {
  database = await startMigratedDatabase();
  for (const tenant of ["acme", "other", "third"]) {
    for (const statement of statements) {
      await askAs(database.appUrl, { scope: "tenant", tenant, user: "" }, statement);
    }
  }
  await askAs(database.appUrl, {}, manyTenants);
  await askAs(database.ownerUrl, {}, "analyze");
});
afterAll(() => database.close());

const now = Date.UTC(2026, 0, 31);
const anna = { tenantId: "acme", userId: "user-1", ownerId: deriveOwnerId("acme", "user-1") };
const [id, other] = ["00000000-0000-0000-0000-000000000001", "80000000-0000-0000-0000-000000000001"];
const tokenHash = createHash("sha256").update(`${id}/5`).digest("hex");
const rotation = { tokenHash, nextHash: tokenHash, now, graceMs: 10_000, expiresAt: now };
const draft = {
  ...anna,
  ...rotation,
  id,
  method: "dev" as const,
  deviceName: null,
  profile: { name: "Anna", email: null },
};
const calls: Readonly<Record<string, (database: Database) => Promise<unknown>>> = {
  "beginning a sign-in": (of) => postgresSignIns(of).begin({ ...draft, mayProvision: true }),
  "beginning one of a tenant that must exist": (of) =>
    postgresSignIns(of).begin({ ...draft, mayProvision: false }),
  refreshing: (of) => postgresSignIns(of).refresh(rotation),
  "listing sign-ins": (of) => postgresSignIns(of).list(anna, { limit: 50, after: null }, now),
  "listing sign-ins from one on": (of) => postgresSignIns(of).list(anna, { limit: 50, after: other }, now),
  "ending one": (of) => postgresSignIns(of).end(anna, id, now),
  "ending all": (of) => postgresSignIns(of).end(anna, null, now),
};

test.each(Object.keys(calls))("no table is read from end to end when %s", async (name) => {
  expect(readsWhole(await explain(database.appUrl, calls[name]!))).toEqual([]);
});

test("nor when a family is locked", async () => {
  expect(readsWhole(await explain(database.appUrl, calls.refreshing!, { lock: true }))).toEqual([]);
});
