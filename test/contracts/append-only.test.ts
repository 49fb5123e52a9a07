import { expect, inject, test } from "vitest";
import { instantOfId } from "#shared/domain/access/derive-ids.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { askAs, touch } from "./ask-as.ts";

const url = inject("databaseUrl");
const refused = "42501";
const note = (tenant: string, at: string) =>
  `insert into audit_log select entry.* from aimi_audit('${tenant}', aimi_owner_id('${tenant}', null), null, 'key:1',
    'key.made', 'k1', null, '${at}') as entry`;

test("the audit log takes what is added, and neither the app nor aimi_system changes what is there", async () => {
  const tenant = uniqueTenant();
  const asTenant = { scope: "tenant", tenant, user: "" };
  expect(await touch(url, asTenant, note(tenant, "2026-01-31T09:30:00.123Z"))).toBe(1);
  const system = { scope: "system", role: "aimi_system" };
  for (const claims of [asTenant, system]) {
    for (const change of [
      "update audit_log set subject = 'else'",
      "update audit_log set details = '{}'",
      "delete from audit_log",
    ]) {
      expect(await touch(url, claims, change)).toBe(refused);
    }
    await expect(askAs(url, claims, "truncate audit_log")).rejects.toMatchObject({ code: refused });
  }
  expect(await askAs(url, asTenant, "select actor_id, action, subject, details from audit_log")).toEqual([
    { actor_id: "key:1", action: "key.made", subject: "k1", details: {} },
  ]);
});

test("an entry's id is of its instant, and never the same", async () => {
  const tenant = uniqueTenant();
  const asTenant = { scope: "tenant", tenant, user: "" };
  const instants = [1, 2, 3, 4].map((ms) => Date.UTC(2026, 0, 31, 9, 30, 0, Math.ceil(ms / 2)));
  for (const at of instants) await askAs(url, asTenant, note(tenant, new Date(at).toISOString()));
  const rows = await askAs<{ id: string; at: Date }>(
    url,
    asTenant,
    "select id, at from audit_log order by id",
  );
  expect(new Set(rows.map(({ id }) => id)).size).toBe(4);
  expect(rows.map(({ at }) => at.getTime())).toEqual(instants);
  for (const { id, at } of rows) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(instantOfId(id)).toBe(at.getTime());
  }
});
