import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresEvents } from "#shared/adapters/postgres/coach/postgres-events.ts";
import { postgresGoals } from "#shared/adapters/postgres/coach/postgres-goals.ts";
import { postgresTasks } from "#shared/adapters/postgres/coach/postgres-tasks.ts";
import type { Database } from "#shared/adapters/postgres/database.ts";
import { postgresUsers } from "#shared/adapters/postgres/people/postgres-users.ts";
import { postgresPersonRecords } from "#shared/adapters/postgres/people/records/postgres-person-records.ts";
import { postgresReminders } from "#shared/adapters/postgres/reminders/postgres-reminders.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildUserChange } from "#test/builders/build-user-change.ts";
import { askAs } from "./ask-as.ts";
import { fieldsOfGoal, fieldsOfTask, noon } from "./coach-subject.ts";
import { explain, readsWhole } from "./explain.ts";
import { fillTenant, md5Id } from "./fill-tenant.ts";
import { type OwnDatabase, startMigratedDatabase } from "./start-own-database.ts";

const person = buildPerson({ tenantId: "acme", userId: "user-1" });
const perPerson =
  "users u, generate_series(1, 100) as n where u.id in ('user-1', 'user-2', 'user-3', 'user-4')";

const fill = [
  `insert into goals (id, tenant_id, owner_id, user_id, title, status, created_at, updated_at)
   select md5('g' || u.owner_id || n)::uuid, u.tenant_id, u.owner_id, u.id, 'T', 'active', now(), now() from ${perPerson}`,
  `insert into tasks (id, tenant_id, owner_id, user_id, goal_id, title, due_at, status, created_at, updated_at)
   select md5('t' || u.owner_id || n)::uuid, u.tenant_id, u.owner_id, u.id, md5('g' || u.owner_id || n)::uuid, 'T',
     now() + n * interval '1 hour', 'open', now(), now() from ${perPerson}`,
  `insert into events (id, tenant_id, owner_id, user_id, title, starts_at, time_zone, last_ends_at, created_at, updated_at)
   select md5('e' || u.owner_id || n)::uuid, u.tenant_id, u.owner_id, u.id, 'T', now(), 'UTC', now(), now(), now()
   from ${perPerson}`,
  `insert into reminders (id, tenant_id, owner_id, user_id, kind, text, starts_local, due_at, channel, status, created_at,
     updated_at)
   select md5('r' || u.owner_id || n)::uuid, u.tenant_id, u.owner_id, u.id, 'reminder', 'T', now(), now(), 'auto',
     'scheduled', now(), now() from ${perPerson}`,
  `insert into occurrences (id, tenant_id, owner_id, user_id, reminder_id, kind, due_at, state, created_at)
   select md5('o' || id)::uuid, tenant_id, owner_id, user_id, id, 'reminder', now(), 'due', now() from reminders`,
];

let database: OwnDatabase;
beforeAll(async () => {
  database = await startMigratedDatabase();
  for (let at = 0; at < 12; at++) {
    const tenantId = at === 0 ? "acme" : `other-${at}-`;
    await fillTenant(database.appUrl, { tenantId, users: 60, messagesOfUser: 1 });
    const claims = { scope: "tenant", tenant: tenantId, user: "" };
    for (const statement of fill) await askAs(database.appUrl, claims, statement);
  }
  await askAs(database.ownerUrl, {}, "analyze");
});
afterAll(() => database.close());

const [goalId, taskId, eventId] = ["g", "t", "e"].map((of) => md5Id(`${of}${person.ownerId}7`)) as [
  ...[string, string, string],
];
const idempotency = { route: "r", key: "k", requestHash: "aa" };
const making = { id: md5Id("new"), person, idempotency, now: noon };
const changing = { person, version: null, now: noon };
const page = { limit: 50, after: md5Id("x") };
const times = { startsAt: noon, endsAt: null, timeZone: null, recurrence: null };
const event = { title: "T", notes: null, location: null, ...times };
const due = { dueFrom: noon, dueUntil: noon };

const calls: Readonly<Record<string, (database: Database) => Promise<unknown>>> = {
  "setting a goal": (of) => postgresGoals(of).create({ ...making, fields: fieldsOfGoal() }),
  "reading a goal": (of) => postgresGoals(of).find(person, goalId),
  "listing goals": (of) => postgresGoals(of).list(person, { statuses: ["active"] }, page),
  "changing a goal": (of) => postgresGoals(of).change({ ...changing, id: goalId, fields: { title: "U" } }),
  "taking a goal away": (of) => postgresGoals(of).remove({ ...changing, id: goalId, tasks: "cancel" }),
  "noting a task": (of) => postgresTasks(of).create({ ...making, fields: fieldsOfTask({ goalId }) }),
  "reading a task": (of) => postgresTasks(of).find(person, taskId),
  "listing tasks by when they are due": (of) =>
    postgresTasks(of).list(person, { statuses: ["open"], goalId: undefined, ...due }, page),
  "listing a goal's tasks": (of) =>
    postgresTasks(of).list(person, { statuses: undefined, goalId, ...due }, page),
  "completing a task": (of) =>
    postgresTasks(of).change({ ...changing, id: taskId, fields: { goalId }, isDone: true, next: noon }),
  "taking a task away": (of) => postgresTasks(of).remove({ ...changing, id: taskId }),
  "putting an event in": (of) =>
    postgresEvents(of).create({ ...making, fields: event, lastEndsAt: noon, zone: "UTC" }),
  "reading an event": (of) => postgresEvents(of).find(person, eventId),
  "listing events": (of) => postgresEvents(of).list(person, { from: noon, until: noon }, page),
  "changing an event": (of) =>
    postgresEvents(of).change({ ...changing, id: eventId, fields: { startsAt: noon } }),
  "taking an event out": (of) => postgresEvents(of).remove({ ...changing, id: eventId }),
  "reading a notification": (of) => postgresReminders(of).findDelivery(person, md5Id("o")),
  "listing notifications": (of) => postgresReminders(of).deliveries(person, { states: ["due"] }, page),
  "moving to another zone": (of) =>
    postgresUsers(of).change(buildUserChange(person, { timeZone: "Asia/Tokyo" })),
  ...Object.fromEntries(
    (["goal", "task", "event", "reminder", "delivery"] as const).map((kind) => [
      `exporting each ${kind}`,
      (of: Database) => postgresPersonRecords(of).page(person, kind, md5Id("x"), 100),
    ]),
  ),
};

describe("no table is read from end to end", () => {
  test.each(Object.keys(calls))("when %s", async (name) => {
    expect(readsWhole(await explain(database.appUrl, calls[name]!))).toEqual([]);
  });

  test("by the lock when moving to another zone", async () => {
    const plan = await explain(database.appUrl, calls["moving to another zone"]!, { lock: true });
    expect(readsWhole(plan)).toEqual([]);
  });
});
