import { inject } from "vitest";
import { postgresEvents } from "#shared/adapters/postgres/coach/postgres-events.ts";
import { postgresGoals } from "#shared/adapters/postgres/coach/postgres-goals.ts";
import { postgresTasks } from "#shared/adapters/postgres/coach/postgres-tasks.ts";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresUsers } from "#shared/adapters/postgres/people/postgres-users.ts";
import type { GoalFields } from "#shared/ports/goals.ts";
import type { TaskFields } from "#shared/ports/tasks.ts";
import { createFakeCoachStore } from "#test/fakes/fake-coach-store.ts";
import { fakeEvents } from "#test/fakes/fake-events.ts";
import { fakeGoals } from "#test/fakes/fake-goals.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { createFakePeopleStore } from "#test/fakes/fake-people-store.ts";
import { fakeTasks } from "#test/fakes/fake-tasks.ts";
import { fakeUsers } from "#test/fakes/fake-users.ts";

export const noon = Date.UTC(2026, 0, 31, 12);

export type CoachSubject = ReturnType<typeof postgresCoach>;

export const coachSubjects: readonly [string, () => CoachSubject][] = [
  ["memory", fakeCoach],
  ["Postgres", () => postgresCoach(inject("databaseUrl"))],
];

function fakeCoach(): CoachSubject {
  const people = createFakePeopleStore(createFakeMemoryStore());
  const store = createFakeCoachStore(people);
  return {
    users: fakeUsers(people),
    goals: fakeGoals(store),
    tasks: fakeTasks(store),
    events: fakeEvents(store),
  };
}

function postgresCoach(url: string) {
  const database = createDatabase({ url });
  return {
    users: postgresUsers(database),
    goals: postgresGoals(database),
    tasks: postgresTasks(database),
    events: postgresEvents(database),
  };
}

export function fieldsOfGoal(given: Partial<GoalFields> = {}): GoalFields {
  return {
    ...{ title: "Run a marathon", why: null, measure: null, targetDate: null, progress: null },
    ...{ status: "active", ...given },
  };
}

export function fieldsOfTask(given: Partial<TaskFields> = {}): TaskFields {
  return {
    ...{ title: "Buy shoes", goalId: null, notes: null, dueAt: null, timeZone: null, recurrence: null },
    ...{ status: "open", ...given },
  };
}
