import type { CalendarEvent } from "#shared/ports/events.ts";
import type { Created, Creation, Goal, GoalFields } from "#shared/ports/goals.ts";
import type { Task } from "#shared/ports/tasks.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { claimAnswer, findAnswer } from "./fake-ledger.ts";
import { type FakePeopleStore, personKey, seePerson } from "./fake-people-store.ts";

interface Owned {
  readonly ownerId: string;
}
export type KeptGoal = GoalFields & Pick<Goal, "id" | "version" | "createdAt" | "updatedAt"> & Owned;
export type KeptTask = Task & Owned;
export type KeptEvent = CalendarEvent & Owned;

/** What Postgres would hold of what persons want, have to do, and have in the calendar. */
export interface FakeCoachStore {
  readonly people: FakePeopleStore;
  readonly goals: Map<string, KeptGoal>;
  readonly tasks: Map<string, KeptTask>;
  readonly events: Map<string, KeptEvent>;
}

export function createFakeCoachStore(people: FakePeopleStore): FakeCoachStore {
  return { people, goals: new Map(), tasks: new Map(), events: new Map() };
}

/** Makes a thing, or finds what the same call made before. */
export function makeThing<Kept extends Owned & { readonly id: string }, Refused = never>(
  { people }: FakeCoachStore,
  creation: Creation,
  things: Map<string, Kept>,
  { most, make }: { most: number; make(): Kept | { readonly refused: Refused } },
): Created<Kept> | Refused {
  const { person, id, idempotency, now } = creation;
  const write = { actor: person, outboxId: "", requestId: "", now, idempotency };
  if (!person.mayProvision && !people.memory.tenants.has(person.tenantId))
    return { outcome: "tenant_unknown" };
  const answer = {
    ...{ requestHash: idempotency?.requestHash ?? "", ids: [id], pendingIds: [], createdAt: now },
  };
  if (idempotency && findAnswer(people.memory, write)) {
    const earlier = claimAnswer(people.memory, write, answer);
    if (earlier === "mismatch" || earlier === null) return { outcome: "mismatch" };
    const thing = things.get(earlier.ids[0]!);
    return thing ? { outcome: "created", thing, isFirst: false } : { outcome: "gone" };
  }
  const mine = [...things.values()].filter(({ ownerId }) => ownerId === person.ownerId);
  if (mine.length >= most) return { outcome: "too_many" };
  const made = make();
  if ("refused" in made) return made.refused;
  seePerson(people, person, now);
  claimAnswer(people.memory, write, answer);
  things.set(id, made);
  return { outcome: "created", thing: made, isFirst: true };
}

export function ownOf<Kept extends Owned>(
  things: Map<string, Kept>,
  { ownerId }: ActingUser,
  id: string,
): Kept | null {
  const thing = things.get(id);
  return thing?.ownerId === ownerId ? thing : null;
}

export function listOf<Kept extends Owned & { readonly id: string }>(
  things: Map<string, Kept>,
  { ownerId }: ActingUser,
): Kept[] {
  return [...things.values()]
    .filter((thing) => thing.ownerId === ownerId)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

export function zoneOf({ people }: FakeCoachStore, person: ActingUser): string {
  return people.persons.get(personKey(person))?.timeZone ?? "UTC";
}

/** A thing with what changes of it, one version on; as it is where nothing does. */
export function revise<Kept extends { readonly version: number; readonly updatedAt: number }>(
  thing: Kept,
  changes: NoInfer<Partial<Kept>>,
  now: number,
): Kept {
  const next = { ...thing, ...changes };
  if (JSON.stringify(next) === JSON.stringify(thing)) return thing;
  return { ...next, version: thing.version + 1, updatedAt: now };
}
