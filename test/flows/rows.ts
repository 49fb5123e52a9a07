import { createDatabase, type Reach } from "#shared/adapters/postgres/database.ts";

export type Rows = ReturnType<typeof rowsOf>;

/** Looks into the database as the app's own login, for what no route shows. */
export function rowsOf(environment: Readonly<Record<string, string>>) {
  const database = createDatabase({ url: environment.DATABASE_URL! });
  const system: Reach = { scope: "system" };

  const tenantOwned = async () => {
    const rows = await database.query<{ name: string }>(system, {
      text: `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
        where a.attname = 'tenant_id' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
        order by 1`,
    });
    return rows.map(({ name }) => name);
  };

  return {
    /** How many rows a tenant has in each table. */
    async count(tenantId: string): Promise<Record<string, number>> {
      const tables = (await tenantOwned()).map(
        (name) => `select '${name}' as name, count(*)::int from ${name}`,
      );
      const text = ["select 'tenants' as name, count(*)::int from tenants", ...tables].join(" union all ");
      const rows = await database.query<{ name: string; count: number }>(
        { scope: "tenant", tenantId },
        { text },
      );
      return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
    },

    outbox: () =>
      database.query<{ id: string; tenant_id: string; attempts: number; body: { message_ids: string[] } }>(
        system,
        { text: "select id, tenant_id, attempts, body from outbox order by id" },
      ),

    /** A failed job, of a message that is long gone where none is named. */
    async failJob(tenantId: string, messageId = "019a0000-0000-7000-8000-000000000009"): Promise<string> {
      const text = `insert into failed_jobs (id, tenant_id, owner_id, queue, body, reason, attempts, created_at)
        select gen_random_uuid(), $1, aimi_owner_id($1, null), 'memory-jobs', $2::jsonb, 'given_up', 20, now()
        returning id`;
      const body = { message_ids: [messageId], memory_ids: [], request_id: "r" };
      const values = [tenantId, JSON.stringify(body)];
      const [row] = await database.query<{ id: string }>({ scope: "tenant", tenantId }, { text, values });
      return row!.id;
    },

    /** As if every refresh of a tenant had been a minute ago. */
    async backdateRotations(tenantId: string): Promise<void> {
      const text = `update refresh_tokens set spent_at = spent_at - interval '1 minute'
        where tenant_id = $1 and spent_at is not null`;
      await database.query(system, { text, values: [tenantId] });
    },

    /** As if all that was kept for a repeat in a tenant were older than a day. */
    async backdateAnswers(tenantId: string): Promise<void> {
      const text =
        "update idempotency_keys set created_at = created_at - interval '25 hours' where tenant_id = $1";
      await database.query({ scope: "tenant", tenantId }, { text, values: [tenantId] });
    },

    /** What the audit log says of a tenant, oldest first. */
    async noted(tenantId: string): Promise<readonly string[]> {
      const notes = await database.query<{ action: string }>(
        { scope: "tenant", tenantId },
        { text: "select action from audit_log where tenant_id = $1 order by at, id", values: [tenantId] },
      );
      return notes.map(({ action }) => action);
    },

    /** As if all that waits had waited for an hour. */
    async backdateOutbox(): Promise<void> {
      await database.query(system, { text: "update outbox set due_at = due_at - interval '1 hour'" });
    },
  };
}
