import type { SignIn } from "#shared/ports/sign-ins.ts";
import type { TenantUser, TenantUsers } from "#shared/ports/tenant-users.ts";
import { type FakePeopleStore, type KeptPerson, noteAct, personKey } from "./fake-people-store.ts";
import { pageOf } from "./page-of.ts";

export interface FakeTenantUsers extends TenantUsers {
  /** Devices on which somebody is signed in. */
  readonly sessions: SignIn[];
}

export function fakeTenantUsers(store: FakePeopleStore): FakeTenantUsers {
  const { memory, persons } = store;
  const countOf = (rows: ReadonlyMap<string, { readonly ownerId: string }>, ownerId: string) =>
    [...rows.values()].filter((row) => row.ownerId === ownerId).length;

  function shown(person: KeptPerson): TenantUser {
    const { id, tenantId, name, createdAt, lastSeenAt, disabledAt, deletionId, ownerId } = person;
    const said = [...memory.messages.values()].filter((message) => message.ownerId === ownerId);
    const conversations = new Set(said.map(({ conversationId }) => conversationId)).size;
    const counts = { conversations, messages: said.length, memories: countOf(memory.memories, ownerId) };
    const isLeaving = deletionId !== null;
    return { id, tenantId, name, ...counts, createdAt, lastSeenAt, disabledAt, isLeaving };
  }

  const sessions: SignIn[] = [];
  return {
    sessions,

    async list({ tenantId, userId }, page) {
      const users = [...persons.values()]
        .filter((person) => person.tenantId === tenantId && (userId === null || person.id === userId))
        .map(shown);
      const ordered = users.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      return pageOf(ordered, page, ({ id }, after) => id > after);
    },

    async setDisabled({ tenantId, userId, disabled, actorId, now }) {
      const key = personKey({ tenantId, userId });
      const person = persons.get(key);
      if (!person) return null;
      const out = disabled || person.deletionId !== null;
      const changed = { ...person, disabledAt: out ? (person.disabledAt ?? now) : null };
      persons.set(key, changed);
      if (person.deletionId === null && (person.disabledAt === null) === disabled) {
        const action = disabled ? "user.disabled" : "user.enabled";
        noteAct(store, { tenantId, userId, actorId, action, subject: userId, at: now });
      }
      return shown(changed);
    },

    async listSessions({ tenantId, userId }, page, now) {
      const live = sessions
        .filter((each) => each.tenantId === tenantId && each.expiresAt > now)
        .filter((each) => userId === null || each.userId === userId);
      const ordered = live.toSorted((a, b) => (a.id < b.id ? 1 : -1));
      return pageOf(ordered, page, ({ id }, after) => id < after);
    },
  };
}
