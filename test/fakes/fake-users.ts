import type { ActingUser, User, Users } from "#shared/ports/users.ts";
import { type FakePeopleStore, type KeptPerson, personKey, seePerson } from "./fake-people-store.ts";

/** `floats` says whether a person has reminders that go with them. */
export function fakeUsers(
  store: FakePeopleStore,
  floats: (person: ActingUser) => boolean = () => false,
): Users {
  return {
    async see(person, now) {
      const seen = seePerson(store, person, now);
      return seen && toUser(seen);
    },

    async change({ person, change, outboxId: id, requestId, now }) {
      const seen = seePerson(store, person, now);
      if (!seen) return null;
      const changed = { ...seen, ...change };
      store.persons.set(personKey(person), changed);
      const leftJob = (seen.timeZone ?? "UTC") !== (changed.timeZone ?? "UTC") && floats(person);
      if (leftJob) {
        const { tenantId, ownerId, userId } = person;
        const job = { queue: "reminders", kind: "move_person", messageIds: [] } as const;
        const entry = { ...job, id, tenantId, ownerId, userId, requestId };
        store.memory.outbox.set(id, { ...entry, dueAt: now + 60_000, attempts: 0 });
      }
      return { user: toUser(changed), leftJob };
    },
  };
}

function toUser({ ownerId, disabledAt, deletionId, ...user }: KeptPerson): User {
  return user;
}
