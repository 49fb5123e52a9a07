import { fakeClock } from "#test/fakes/fake-clock.ts";
import { createFakeCoachStore } from "#test/fakes/fake-coach-store.ts";
import { fakeEvents } from "#test/fakes/fake-events.ts";
import { fakeGoals } from "#test/fakes/fake-goals.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { createFakePeopleStore } from "#test/fakes/fake-people-store.ts";
import { fakeTasks } from "#test/fakes/fake-tasks.ts";
import { fakeUsers } from "#test/fakes/fake-users.ts";
import { buildPerson } from "./build-person.ts";
import { buildUserChange } from "./build-user-change.ts";

/** Somebody in Berlin at noon by UTC, and what their goals, tasks and events take. */
export async function stageCoach() {
  const clock = fakeClock(Date.UTC(2026, 0, 31, 12));
  const people = createFakePeopleStore(createFakeMemoryStore());
  const store = createFakeCoachStore(people);
  const person = buildPerson();
  const ports = {
    ...{
      users: fakeUsers(people),
      goals: fakeGoals(store),
      tasks: fakeTasks(store),
      events: fakeEvents(store),
    },
    ...{ clock, ids: fakeIds(clock) },
  };
  await ports.users.change(buildUserChange(person, { timeZone: "Europe/Berlin" }));
  return { ports, person, clock };
}
