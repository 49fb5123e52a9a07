import type { User, Users } from "#shared/ports/users.ts";
import { type FakePeopleStore, type KeptPerson, personKey, seePerson } from "./fake-people-store.ts";

export function fakeUsers(store: FakePeopleStore): Users {
  return {
    async see(person, now) {
      const seen = seePerson(store, person, now);
      return seen && toUser(seen);
    },

    async change(person, change, now) {
      const seen = seePerson(store, person, now);
      if (!seen) return null;
      const changed = { ...seen, ...change, lastSeenAt: Math.max(seen.lastSeenAt, now) };
      store.persons.set(personKey(person), changed);
      return toUser(changed);
    },
  };
}

function toUser({ ownerId, disabledAt, deletionId, ...user }: KeptPerson): User {
  return user;
}
