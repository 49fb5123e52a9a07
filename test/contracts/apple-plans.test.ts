import { afterAll, beforeAll, expect, test } from "vitest";
import { postgresAppleAccounts } from "#shared/adapters/postgres/apple/postgres-apple-accounts.ts";
import type { Database } from "#shared/adapters/postgres/database.ts";
import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import { askAs } from "./ask-as.ts";
import { explain, readsWhole } from "./explain.ts";
import { type OwnDatabase, startMigratedDatabase } from "./start-own-database.ts";

/** Many tenants, in each of which the same people are known. */
const fill = `do $$ begin
  for at in 1 .. 600 loop
    perform set_config('aimi.tenant', 'tenant-' || at, true), set_config('aimi.scope', 'tenant', true),
      set_config('aimi.sees_tenant', 'tenant-' || at, true);
    insert into tenants (id, name, created_at) values ('tenant-' || at, 'T', now());
    insert into apple_accounts
      (tenant_id, owner_id, user_id, sub, email_as_of, authenticated_at, created_at, updated_at)
    select 'tenant-' || at, aimi_owner_id('tenant-' || at, 'apple.' || u), 'apple.' || u, u::text, now(), now(), now(), now()
    from generate_series(at, at + 20) as u;
  end loop;
end $$`;

let database: OwnDatabase;
beforeAll(async () => {
  database = await startMigratedDatabase();
  await askAs(database.appUrl, {}, fill);
  await askAs(database.ownerUrl, {}, "analyze");
});
afterAll(() => database.close());

const now = Date.UTC(2026, 0, 31);
const anna = { tenantId: "tenant-7", userId: "apple.8", ownerId: deriveOwnerId("tenant-7", "apple.8") };
const identity = { sub: "8", clientId: "app", email: null, isPrivateEmail: false, issuedAt: now };
const event = { sub: "8", at: now, now };
const calls: Readonly<Record<string, (database: Database) => Promise<unknown>>> = {
  "a person signs in": (of) =>
    postgresAppleAccounts(of).note({ ...anna, identity, name: null, grant: null, mayProvision: false, now }),
  "an account is looked up": (of) => postgresAppleAccounts(of).find(anna),
  "a consent ends": (of) =>
    postgresAppleAccounts(of).revokeConsent({ ...event, action: "apple.consent_revoked" }),
  "mail is passed on": (of) =>
    postgresAppleAccounts(of).noteEmail({ ...event, enabled: true, email: null, isPrivateEmail: null }),
};

test.each(Object.keys(calls))("no table is read from end to end when %s", async (name) => {
  expect(readsWhole(await explain(database.appUrl, calls[name]!))).toEqual([]);
});
