import type { PersonRecords, RecordKind } from "#shared/ports/person-records.ts";
import { type FakePeopleStore, noteAct, seePerson } from "./fake-people-store.ts";

export interface FakePersonRecords extends PersonRecords {
  /** How often a page was read. */
  readonly reads: number;
  /** While true, every page rejects. */
  failing: boolean;
}

/** Messages and consents, and of the rest the profile: enough to walk through. */
export function fakePersonRecords(store: FakePeopleStore): FakePersonRecords {
  let reads = 0;

  function rowsOf(kind: RecordKind, ownerId: string): { id: string }[] {
    const mine = <Row extends { readonly id: string; readonly ownerId: string }>(rows: Iterable<Row>) =>
      [...rows].filter((row) => row.ownerId === ownerId).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    if (kind === "profile") return mine(store.persons.values());
    if (kind === "consent") return mine(store.consents.values());
    return kind === "message" ? mine(store.memory.messages.values()) : [];
  }

  const fake: FakePersonRecords = {
    get reads() {
      return reads;
    },
    failing: false,

    async begin(person, now) {
      if (!seePerson(store, person, now)) return false;
      const { tenantId, userId, callerId: actorId } = person;
      noteAct(store, { tenantId, userId, actorId, action: "export.started", subject: null, at: now });
      return true;
    },

    async page({ ownerId }, kind, after, limit) {
      reads++;
      if (fake.failing) throw new Error("no answer");
      const rest = rowsOf(kind, ownerId).filter(({ id }) => after === null || id > after);
      const next = rest.length > limit ? rest[limit - 1]!.id : null;
      return { records: rest.slice(0, limit).map((row) => ({ kind, ...row })), next };
    },
  };
  return fake;
}
