import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "#shared/adapters/postgres/database.ts";
import { postgresAnswerSweep } from "#shared/adapters/postgres/kept-answers/postgres-answer-sweep.ts";
import { postgresMemories } from "#shared/adapters/postgres/memories/postgres-memories.ts";
import { postgresEmbeddings } from "#shared/adapters/postgres/postgres-embeddings.ts";
import { postgresFailedJobSweep } from "#shared/adapters/postgres/postgres-failed-job-sweep.ts";
import { postgresArchive } from "#shared/adapters/postgres/retention/postgres-archive.ts";
import { postgresRetentionPolicies } from "#shared/adapters/postgres/retention/postgres-retention-policies.ts";
import { postgresRetentionRuns } from "#shared/adapters/postgres/retention/postgres-retention-runs.ts";
import { postgresRetentionWork } from "#shared/adapters/postgres/retention/postgres-retention-work.ts";
import { postgresRunSweep } from "#shared/adapters/postgres/retention/postgres-run-sweep.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { askAs } from "./ask-as.ts";
import { explain, readsWhole } from "./explain.ts";
import { fillTenant, md5Id } from "./fill-tenant.ts";
import { write } from "./memory-subject.ts";
import { reads } from "./reads.ts";
import { begin, buildPolicy, buildRun, dayMs, postgresRetention, workOff } from "./retention-subject.ts";
import { type OwnDatabase, startMigratedDatabase } from "./start-own-database.ts";

const model = "fake-embedding";
const tenant = buildActor({ tenantId: "acme" });
const anna = buildActor({ tenantId: "acme", userId: "user-1" });
const messageIdOf = (at: number) => md5Id(`macme1/${at}`);
const windowSize = 50;
const now = Date.now();

/** A third of each tenant's messages was put away, at many times; it has many runs, of which the last is not over. */
const filling = [
  `update messages set archived_at = created_at + interval '1 hour'
   where tenant_id = aimi_tenant() and abs(hashtext(id::text)) % 3 = 0`,
  `insert into retention_runs (id, tenant_id, owner_id, created_at, finished_at, terms)
   select md5('run' || aimi_tenant() || '/' || at)::uuid, aimi_tenant(), aimi_owner_id(aimi_tenant(), null), now(),
     case when at > 1 then now() - at * interval '1 day' end,
     aimi_retention_terms('{"enabled": true, "archive": {"afterDays": 1, "belowImportance": 1, "roles": ["user"]},
       "delete": {"archivedForDays": 1}, "keep": {"roles": [], "metadata": {"keep": true}}}', now())
   from generate_series(1, 40) as at`,
];
const allTenants = `insert into retention_runs (id, created_at, night, walked_at)
  select md5('night' || at)::uuid, now(), date '2026-01-01' + at, case when at < 600 then now() end
  from generate_series(1, 600) as at`;
const manyTenants = `do $$ begin
  for at in 1..600 loop
    perform set_config('aimi.tenant', 'empty-' || at, true);
    insert into tenants (id, name, created_at) values ('empty-' || at, 'T', now());
  end loop;
end $$`;

let database: OwnDatabase;
beforeAll(async () => {
  database = await startMigratedDatabase();
  const tenants = ["acme", ...Array.from({ length: 40 }, (_, at) => `other-${at}`)];
  for (const tenantId of tenants) {
    const [users, messagesOfUser] = tenantId === "acme" ? [20, 100] : [5, 20];
    await fillTenant(database.appUrl, { tenantId, users, messagesOfUser });
    for (const text of filling) {
      await askAs(database.appUrl, { scope: "tenant", tenant: tenantId, user: "" }, text);
    }
  }
  await askAs(database.appUrl, {}, manyTenants);
  await askAs(database.appUrl, { role: "aimi_system" }, allTenants);
  await askAs(database.ownerUrl, {}, "analyze");
});
afterAll(() => database.close());

const archiveQuery = {
  clientConversationId: null,
  roles: null,
  since: null,
  until: null,
  after: `${now - 3_600_000 * 30}/${messageIdOf(1)}`,
  limit: 50,
};
const restoring = { id: messageIdOf(3), model, outboxId: messageIdOf(1), requestId: "r", now };
const walk = { runId: md5Id("night600"), step: { requestedBy: null, after: null, tenantIds: ["a"] } };
const claim = { route: "/v1/admin/retention/run", key: "k", requestHash: "aa" };

const calls: Readonly<Record<string, (database: Database) => Promise<unknown>>> = {
  "reading a policy": (of) => postgresRetentionPolicies(of).find("acme"),
  "setting a policy": (of) => postgresRetentionPolicies(of).set(tenant, buildPolicy(), now),
  "claiming a run": (of) => postgresRetentionRuns(of).claim(tenant, messageIdOf(1), claim, now),
  "beginning a run": (of) => postgresRetentionRuns(of).begin(buildRun(tenant)),
  "beginning a part of a run": (of) =>
    postgresRetentionRuns(of).begin(buildRun(tenant, { parentId: md5Id("night600"), mayProvision: false })),
  "trying a run": (of) => postgresRetentionRuns(of).begin(buildRun(tenant, { dryRun: true })),
  "reading a tenant's run": (of) => postgresRetentionRuns(of).find("acme", md5Id("runacme/3")),
  "reading anybody's run": (of) => postgresRetentionRuns(of).find(null, md5Id("night600")),
  "listing a tenant's runs": (of) =>
    postgresRetentionRuns(of).list({ tenantId: "acme", after: md5Id("runacme/3"), limit: 50 }),
  "listing all runs": (of) =>
    postgresRetentionRuns(of).list({ tenantId: null, after: md5Id("night3"), limit: 50 }),
  "working on a batch": (of) => postgresRetentionWork(of).workBatch("acme", windowSize, now),
  "beginning a night": (of) =>
    postgresRetentionWork(of).beginNight({ id: messageIdOf(1), night: "2026-01-31", now }),
  "sweeping answers": (of) => postgresAnswerSweep(of).sweep(now, 100),
  "sweeping runs": (of) => postgresRunSweep(of).sweep(now, 100),
  "sweeping failed jobs": (of) => postgresFailedJobSweep(of).sweep(now, 100),
  "looking for the next tenants": (of) => postgresRetentionWork(of).nextTenants(md5Id("night600"), 100),
  "noting a walk": (of) => postgresRetentionWork(of).noteWalk({ ...walk, endedAt: null }),
  "listing the archive as a user": (of) => postgresArchive(of).list(anna, archiveQuery, model),
  "listing the archive as a tenant": (of) => postgresArchive(of).list(tenant, archiveQuery, model),
  "listing the archive of a conversation": (of) =>
    postgresArchive(of).list(tenant, { ...archiveQuery, after: null, clientConversationId: "c1" }, model),
  "restoring as a user": (of) => postgresArchive(of).restore({ actor: anna, ...restoring }),
  "restoring as a tenant": (of) => postgresArchive(of).restore({ actor: tenant, ...restoring }),
  "finding texts to embed": (of) =>
    postgresEmbeddings(of).findUnembedded("acme", [1, 2, 3].map(messageIdOf), model),
  "clearing a conversation": (of) => postgresMemories(of).clear(anna, md5Id("acme1/3")),
};

/** An index of nothing but what is sought. */
const soughtWhole: Readonly<Record<string, readonly string[]>> = {
  "beginning a night": ["Bitmap Index Scan of retention_runs_to_walk"],
};

describe("no table is read from end to end, with an archive that is full", () => {
  test.each(Object.keys(calls))("when %s", async (name) => {
    expect(readsWhole(await explain(database.appUrl, calls[name]!))).toEqual(soughtWhole[name] ?? []);
  });

  test.each(["working on a batch", "restoring as a tenant"])("by the lock of %s", async (name) => {
    expect(readsWhole(await explain(database.appUrl, calls[name]!, { lock: true }))).toEqual([]);
  });
});

async function messagesTakenUp(name: string): Promise<number> {
  const read = (await reads(database.appUrl, calls[name]!)).find(({ table }) => table === "messages")!;
  return read.rowsFetched + read.rowsScanned;
}

test("a batch of long texts ends earlier, and leaves out none of them", async () => {
  const actor = buildActor();
  const subject = postgresRetention(database.appUrl);
  const content = "long ".repeat(6_400);
  const given = Array.from({ length: 60 }, (_, at) => ({
    content,
    importance: at % 3 === 0 ? 1 : 0.5,
    createdAt: now - 10 * dayMs + at,
  }));
  await write(subject, actor, ...given);
  const keep = { roles: [], minImportance: 1, metadata: {} };
  await subject.policies.set(actor, buildPolicy({ keep }), now);
  await begin(subject, actor, { now });
  const first = await subject.work.workBatch(actor.tenantId, 100, now);
  expect(first).toMatchObject({ archived: 32, finished: false });
  expect(await workOff(subject, actor, { windowSize: 100, now })).toEqual({
    archived: 8,
    deleted: 0,
    batches: 1,
  });
});

describe("however much is old or put away, no more is taken up than a window of it", () => {
  test("when working on a batch", async () => {
    const taken = await messagesTakenUp("working on a batch");
    expect(taken).toBeGreaterThanOrEqual(2 * windowSize);
    expect(taken).toBeLessThanOrEqual(5 * windowSize);
  });

  test.each(["listing the archive as a user", "listing the archive as a tenant"])("when %s", async (name) => {
    const taken = await messagesTakenUp(name);
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThanOrEqual(2 * (archiveQuery.limit + 1));
  });

  test("unnoticed: a call that takes up more is found", async () => {
    expect(await messagesTakenUp("trying a run")).toBeGreaterThan(1_000);
  });
});
