import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresErasureSteps } from "#shared/adapters/postgres/people/erasure/postgres-erasure-steps.ts";
import { erasePerson } from "#shared/domain/users/erase-person.ts";
import { BeingErased, UpstreamUnavailable } from "#shared/errors.ts";
import type { LeavingPerson } from "#shared/ports/erasure.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { buildCreation, buildMemory } from "#test/builders/build-memory.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeGate } from "#test/fakes/fake-front-door.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { askAs, type Claims, touch } from "./ask-as.ts";
import { embed, write } from "./memory-subject.ts";
import { type PeopleSubject, postgresPeople } from "./people-subject.ts";
import { type OwnDatabase, startMigratedDatabase } from "./start-own-database.ts";
import { parentsOf, samples } from "./tenancy-samples.ts";

/** What belongs to a tenant alone: no person ever owns a row of it. */
const ofTenants = ["api_keys", "deletions", "retention_runs"];
const now = Date.UTC(2026, 0, 31, 9, 30);

let database: OwnDatabase;
let people: PeopleSubject;
beforeAll(async () => {
  database = await startMigratedDatabase();
  people = postgresPeople(database.appUrl);
});
afterAll(() => database.close());

const claimsOf = ({ tenantId, userId }: ActingUser): Claims => ({
  scope: "user",
  tenant: tenantId,
  user: userId,
});

async function ownedTables(): Promise<string[]> {
  const rows = await askAs<{ name: string }>(
    database.ownerUrl,
    {},
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'owner_id' order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** How many rows an owner has in each table that a person may own rows of. */
async function rowsOf(person: ActingUser): Promise<Record<string, number>> {
  const tables = (await ownedTables()).filter((name) => !ofTenants.includes(name));
  const counts = tables.map((name) => `select '${name}' as name, count(*)::int as count from ${name}`);
  const rows = await askAs<{ name: string; count: number }>(
    database.appUrl,
    claimsOf(person),
    counts.join(" union all "),
  );
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

async function fill(person: ActingUser): Promise<void> {
  const owner = { tenantId: person.tenantId, userId: person.userId };
  const claims = claimsOf(person);
  const fixed = `'${person.tenantId}', aimi_owner()`;
  await people.users.see(person, now);
  for (const statement of [
    `insert into conversations (id, tenant_id, owner_id, client_id, created_at)
     select '00000000-0000-0000-0000-000000000001', ${fixed}, 'home', now()`,
    `insert into messages
       (id, tenant_id, owner_id, conversation_id, role, content, metadata, importance, text_hash, created_at)
     select '00000000-0000-0000-0000-000000000010', ${fixed}, '00000000-0000-0000-0000-000000000001', 'user',
       'source', '{}', 0.5, '', now()`,
    `insert into memories (id, tenant_id, owner_id, provenance, created_at)
     select '00000000-0000-0000-0000-000000000002', ${fixed}, 'client', now()`,
    `insert into sign_ins (id, tenant_id, owner_id, user_id, method, created_at, last_used_at, expires_at)
     select '00000000-0000-0000-0000-000000000003', ${fixed}, 'anna', 'dev', now(), now(), now()`,
    `insert into sessions (id, tenant_id, owner_id, conversation_id, started_at, last_active_at)
     select '00000000-0000-0000-0000-000000000004', ${fixed}, '00000000-0000-0000-0000-000000000001', now(), now()`,
    ...parentsOf(person.tenantId),
  ])
    await askAs(database.appUrl, claims, statement);
  for (const [table, sample] of Object.entries(samples)) {
    // Postings go by their texts, which those of the samples have none of.
    if (ofTenants.includes(table) || table === "users" || table.endsWith("postings")) continue;
    await askAs(database.appUrl, claims, sample(owner).replace("{key}", "0"));
  }
}

/** Everything but what waits for writers, or with that. */
async function erase({ tenantId, userId, ownerId }: ActingUser): Promise<void> {
  for (const step of postgresErasureSteps(createDatabase({ url: database.appUrl }))) {
    while ((await step.eraseSome({ tenantId, userId, ownerId })).more);
  }
}

const begin = (person: ActingUser) =>
  people.deletions.request({
    id: uuidv7(),
    person,
    requestedBy: "self",
    requestId: "request",
    mustExist: false,
    now,
    settlesAt: now,
  });

describe("an erasure", () => {
  test("leaves no row in any table that a person owns rows of, and none of another's goes", async () => {
    const anna = buildPerson();
    const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
    await people.users.see(ben, now);
    for (const person of [anna, ben]) {
      const [message] = await write(people, person, { content: "I like quiet cedar woods" });
      await embed(people, person, message!, [1, 2, 3]);
      await people.memories.create(
        buildCreation(person, buildMemory({ sourceMessageIds: [message!.id], content: "likes cedar" })),
      );
    }
    await fill(anna);
    const bens = await rowsOf(ben);
    const before = await rowsOf(anna);
    expect(Object.entries(before).filter(([, count]) => count === 0)).toEqual([]);

    const { id } = (await begin(anna))!;
    await erase(anna);
    await people.deletions.finish({ tenantId: anna.tenantId, id, now });
    const after = await rowsOf(anna);
    expect(Object.entries(after).filter(([, count]) => count > 0)).toEqual([]);
    expect(await rowsOf(ben)).toEqual(bens);
  });

  test("leaves nothing but Apple's account and the mark while Apple does not answer, and goes on once it does", async () => {
    const anna = buildPerson();
    const { tenantId } = anna;
    await fill(anna);
    let isAway = true;
    const steps = postgresErasureSteps(createDatabase({ url: database.appUrl })).map((step) => ({
      ...step,
      eraseSome: async (person: LeavingPerson) => {
        if (step.name === "apple" && isAway) throw new UpstreamUnavailable("Apple");
        return await step.eraseSome(person);
      },
    }));
    const { id } = (await begin(anna))!;
    const clock = fakeClock();
    const ports = {
      deletions: people.deletions,
      erasureSteps: steps,
      revocations: fakeGate(clock),
      jobs: fakeJobQueue(),
      clock,
      log: fakeLog(),
    };
    const run = () => erasePerson(ports, { id, tenantId, requestId: "r" }, { remainingMs: 60_000 });
    for (let attempt = 0; attempt < 3; attempt++) await run().catch(() => undefined);
    const left = Object.entries(await rowsOf(anna)).filter(([, count]) => count > 0);
    expect(left.map(([name]) => name)).toEqual(["apple_accounts", "users"]);
    isAway = false;
    expect(await run()).toMatchObject({ finished: 1 });
    expect(Object.values(await rowsOf(anna)).every((count) => count === 0)).toBe(true);
  });

  test("takes thousands of messages with their words, batch by batch", async () => {
    const anna = buildPerson();
    for (let batch = 0; batch < 25; batch++) {
      const messages = Array.from({ length: 100 }, (_, at) =>
        buildMessage(anna, { content: `said ${batch} and ${at}` }),
      );
      await people.messages.append(buildAppend(anna, messages));
    }
    await begin(anna);
    const steps = postgresErasureSteps(createDatabase({ url: database.appUrl }));
    const messages = steps.find(({ name }) => name === "messages")!;
    const batches: number[] = [];
    for (;;) {
      const { erased, more } = await messages.eraseSome(anna);
      batches.push(erased);
      if (!more) break;
    }
    expect(batches.reduce((sum, erased) => sum + erased, 0)).toBe(2_500);
    expect(Math.max(...batches)).toBeLessThanOrEqual(200);
    expect(await rowsOf(anna)).toMatchObject({ messages: 0, postings: 0 });
  });

  test("takes the names of what is gone out of the tenant's jobs", async () => {
    const tenant = buildPerson().tenantId;
    const [anna, ben] = ["anna", "ben"].map((userId) => buildPerson({ tenantId: tenant, userId }));
    const said = [buildMessage(anna!, { content: "one" }), buildMessage(ben!, { content: "two" })];
    await people.messages.append(buildAppend(buildActor({ tenantId: tenant }), said));
    await begin(anna!);
    await erase(anna!);
    const named = (await people.outboxOf(tenant)).flatMap(({ messageIds }) => messageIds ?? []);
    expect(named).toEqual([said[1]!.id]);
  });
});

describe("while a person is being erased", () => {
  test("no table takes a row of theirs, whoever writes it, and others' go on", async () => {
    const anna = buildPerson();
    const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
    await people.users.see(ben, now);
    await people.users.see(anna, now);
    await begin(anna);
    const tables = Object.keys(samples).filter((name) => !ofTenants.includes(name) && name !== "audit_log");
    for (const claims of [claimsOf(anna), { scope: "tenant", tenant: anna.tenantId, user: "" }]) {
      for (const table of tables) {
        const text = samples[table]!({ tenantId: anna.tenantId, userId: "anna" }).replace("{key}", "7");
        expect([table, await touch(database.appUrl, claims, text)]).toEqual([table, "AIMI1"]);
      }
    }
    await expect(write(people, anna, { content: "once more" })).rejects.toThrow(BeingErased);
    const both = [buildMessage(ben, { content: "mine" }), buildMessage(anna, { content: "hers" })];
    await expect(
      people.messages.append(buildAppend(buildActor({ tenantId: anna.tenantId }), both)),
    ).rejects.toThrow(BeingErased);
    expect(await write(people, ben, { content: "mine" })).toHaveLength(1);
  });

  // As with the owners of Neon, whom no policy holds: not forced, it passes the owner of the tables by.
  test.each(["force", "no force"])(
    "nothing of the audit log goes but what is theirs (%s)",
    async (forced) => {
      for (const table of ["users", "audit_log"])
        await askAs(database.ownerUrl, {}, `alter table ${table} ${forced} row level security`);
      onTestFinished(async () => {
        for (const table of ["users", "audit_log"])
          await askAs(database.ownerUrl, {}, `alter table ${table} force row level security`);
      });
      const [anna, ben] = [buildPerson(), buildPerson()];
      for (const person of [anna, ben]) await people.personRecords.begin(person, now);
      const eraseAudit = (person: ActingUser) =>
        askAs<{ erased: number }>(
          database.appUrl,
          claimsOf(person),
          `select aimi_erase_audit('${person.tenantId}', aimi_owner(), 100) as erased`,
        );
      expect(await eraseAudit(anna)).toEqual([{ erased: 0 }]);
      await begin(anna);
      expect(await eraseAudit(ben)).toEqual([{ erased: 0 }]);
      expect(await eraseAudit(anna)).toEqual([{ erased: 1 }]);
    },
  );
});
