import type { DueReminder } from "#shared/ports/announcements.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeOccurrences } from "#test/fakes/fake-occurrences.ts";
import { createFakePeopleStore, personKey, seePerson } from "#test/fakes/fake-people-store.ts";
import { createFakeReminderStore } from "#test/fakes/fake-reminder-store.ts";
import { fakeReminders } from "#test/fakes/fake-reminders.ts";

/** What a verb of reminders needs, over one store, at noon of 31 January 2026. */
export function buildReminderPorts(now = Date.UTC(2026, 0, 31, 12)) {
  const people = createFakePeopleStore(createFakeMemoryStore());
  const store = createFakeReminderStore(people);
  const clock = fakeClock(now);
  const closed: string[] = [];
  const due: DueReminder[] = [];
  return {
    store,
    /** Where the person is from then on. */
    live(person: ActingUser, timeZone: string) {
      people.persons.set(personKey(person), { ...seePerson(people, person, clock.now())!, timeZone });
    },
    reminders: fakeReminders(store),
    occurrences: fakeOccurrences(store),
    jobs: fakeJobQueue(["reminders"]),
    /** What devices heard. */
    heard: { closed, due },
    announcements: {
      async reminderClosed(_: object, deliveryId: string) {
        closed.push(deliveryId);
        return 1;
      },
      async reminderDue(_: object, each: DueReminder) {
        due.push(each);
        return 1;
      },
    },
    clock,
    ids: fakeIds(clock),
    log: fakeLog(),
  };
}
