import { uuidv7 } from "uuidv7";
import type { FiringNeeds } from "#shared/domain/coach/firing/firing-needs.ts";
import type { CatchUps } from "#shared/ports/catch-ups.ts";
import type { Claimed } from "#shared/ports/occurrences.ts";
import type { Reminder } from "#shared/ports/reminder.ts";
import type { Reminders } from "#shared/ports/reminders.ts";
import type { UserProfile } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeAlarms } from "#test/fakes/fake-alarms.ts";
import { fakeAnnouncements } from "#test/fakes/fake-announcements.ts";
import { fakeCatchUps } from "#test/fakes/fake-catch-ups.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeOccurrences } from "#test/fakes/fake-occurrences.ts";
import { createFakePeopleStore, newPerson, personKey } from "#test/fakes/fake-people-store.ts";
import { fakePush } from "#test/fakes/fake-push.ts";
import { createFakeReminderStore } from "#test/fakes/fake-reminder-store.ts";
import { fakeReminders } from "#test/fakes/fake-reminders.ts";
import { fakeTally } from "#test/fakes/fake-tally.ts";

export const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

/** Everything that fires reminders, over one store in memory, and what it called. */
export function stageFiring() {
  const store = createFakeReminderStore(createFakePeopleStore(createFakeMemoryStore()));
  const clock = fakeClock();
  const opened: Claimed[] = [];
  const counted = countCalls(fakeOccurrences(store));
  const ports = {
    occurrences: counted.port,
    reminders: fakeReminders(store),
    alarms: fakeAlarms(),
    jobs: fakeJobQueue(["reminders"]),
    announcements: fakeAnnouncements(),
    catchUps: fakeCatchUps(),
    push: fakePush(),
    checkIns: {
      async open(claimed: Claimed) {
        opened.push(claimed);
        return { turnId: `turn-of-${claimed.deliveryId}`, told: 0 };
      },
    },
    tally: fakeTally(),
    clock,
    ids: fakeIds(clock),
    log: fakeLog(),
  } satisfies FiringNeeds & { reminders: Reminders; catchUps: CatchUps };
  const anna = buildPerson({ tenantId: "acme", userId: "anna" });

  /** A person's reminder, due in a minute if the test does not say otherwise; looked at by its letter. */
  async function remind(given: Partial<Reminder> & { person?: typeof anna; at?: number } = {}) {
    const { person = anna, at = clock.now() + minute, ...rest } = given;
    const id = uuidv7();
    const first = { id: uuidv7(), dueAt: at };
    const created = await ports.reminders.create({
      ...{ id, kind: "reminder", text: "stretch", recurrence: null, timeZone: "UTC", channel: "auto" },
      ...{ startsLocal: new Date(at).toISOString().slice(0, 19), escalateAfterSeconds: null },
      ...{ clientConversationId: null, zone: "UTC", isHome: false, ...rest },
      ...{ person, first, idempotency: null, requestId: "r1", now: clock.now() },
    });
    if (created.outcome !== "created") throw new Error(created.outcome);
    return { reminderId: id, at, deliveryId: first.id, requestId: "r1" };
  }

  /** Where the person is from now on. */
  function live(zone: string | null, quietHours: UserProfile["quietHours"] = null): void {
    const { people } = store;
    const kept = people.persons.get(personKey(anna)) ?? newPerson(anna, clock.now());
    people.memory.tenants.add(anna.tenantId);
    people.persons.set(personKey(anna), { ...kept, timeZone: zone, quietHours });
  }

  return { store, clock, ports, anna, remind, live, opened, calls: counted.calls };
}

/** How often each of a port's methods was called. */
function countCalls<Port extends object>(port: Port) {
  const calls: Record<string, number> = {};
  const counting = new Proxy(port, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== "function") return method;
      return (...given: unknown[]) => {
        calls[String(name)] = (calls[String(name)] ?? 0) + 1;
        return Reflect.apply(method, target, given);
      };
    },
  });
  return { port: counting, calls };
}
