import type { Consents } from "#shared/ports/consents.ts";
import { type FakePeopleStore, noteAct, seePerson } from "./fake-people-store.ts";
import { pageOf } from "./page-of.ts";

export function fakeConsents(store: FakePeopleStore): Consents {
  const of = (ownerId: string) => [...store.consents.values()].filter((each) => each.ownerId === ownerId);
  const shown = ({ ownerId, ...consent }: ReturnType<typeof of>[number]) => ({
    ...consent,
    isCurrent: !of(ownerId).some(({ id, type }) => type === consent.type && id > consent.id),
  });

  return {
    async record({ person, now, ...given }) {
      if (!seePerson(store, person, now)) return null;
      const { tenantId, userId, ownerId, callerId: actorId } = person;
      const current = of(ownerId)
        .map(shown)
        .find(({ type, isCurrent }) => isCurrent && type === given.type);
      if (current?.granted === given.granted && current.document === given.document) return current;
      const consent = { ...given, ownerId, recordedAt: now };
      store.consents.set(given.id, consent);
      const action = given.granted ? "consent.granted" : "consent.withdrawn";
      noteAct(store, { tenantId, userId, actorId, action, subject: given.type, at: now });
      return shown(consent);
    },

    async list({ ownerId }, page) {
      const mine = of(ownerId).toSorted((a, b) => (a.id < b.id ? 1 : -1));
      return pageOf(mine.map(shown), page, ({ id }, after) => id < after);
    },
  };
}
