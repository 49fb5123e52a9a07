import { BeingErased } from "#shared/errors.ts";
import type { AuditEntry } from "#shared/ports/audit-log.ts";
import type { Consent } from "#shared/ports/consents.ts";
import type { Deletion } from "#shared/ports/erasure.ts";
import type { PushDevice } from "#shared/ports/push-devices.ts";
import type { ActingUser, User } from "#shared/ports/users.ts";
import type { FakeMemoryStore } from "./fake-memory-store.ts";

export interface KeptPerson extends User {
  readonly ownerId: string;
  readonly disabledAt: number | null;
  readonly deletionId: string | null;
}

export interface KeptDevice extends PushDevice {
  readonly tenantId: string;
  readonly ownerId: string;
  readonly token: string;
  readonly signInId: string | null;
}

export interface KeptDeletion extends Deletion {
  readonly pass: number;
  readonly stepsDone: readonly string[];
  readonly settlesAt: number;
}

/** What Postgres would hold of persons, beside what they said. */
export interface FakePeopleStore {
  readonly memory: FakeMemoryStore;
  readonly persons: Map<string, KeptPerson>;
  readonly devices: Map<string, KeptDevice>;
  readonly endedSignIns: Set<string>;
  readonly consents: Map<string, Omit<Consent, "isCurrent"> & { readonly ownerId: string }>;
  readonly deletions: Map<string, KeptDeletion>;
  readonly audit: AuditEntry[];
}

export function createFakePeopleStore(memory: FakeMemoryStore): FakePeopleStore {
  return {
    memory,
    persons: new Map(),
    devices: new Map(),
    endedSignIns: new Set(),
    consents: new Map(),
    deletions: new Map(),
    audit: [],
  };
}

const quarterOfAnHour = 15 * 60_000;
export const personKey = ({ tenantId, userId }: { tenantId: string; userId: string }) =>
  JSON.stringify([tenantId, userId]);

/** The person, made where they are new; null where there is no such tenant. */
export function seePerson(store: FakePeopleStore, person: ActingUser, now: number): KeptPerson | null {
  const known = store.persons.get(personKey(person));
  if (known?.deletionId) throw new BeingErased();
  const { tenantId, userId } = person;
  if (!person.mayProvision && !store.memory.tenants.has(tenantId)) return null;
  store.memory.tenants.add(tenantId);
  const seen = known ?? newPerson(person, now);
  const kept = seen.lastSeenAt < now - quarterOfAnHour ? { ...seen, lastSeenAt: now } : seen;
  store.persons.set(personKey({ tenantId, userId }), kept);
  return kept;
}

export function newPerson({ tenantId, userId, ownerId }: ActingUser, now: number): KeptPerson {
  return {
    id: userId,
    tenantId,
    ownerId,
    name: null,
    email: null,
    locale: null,
    timeZone: null,
    preferences: {},
    quietHours: null,
    createdAt: now,
    lastSeenAt: now,
    disabledAt: null,
    deletionId: null,
  };
}

export function noteAct(store: FakePeopleStore, act: Omit<AuditEntry, "id" | "details">): void {
  const id = `00000000-0000-7000-8000-${String(store.audit.length).padStart(12, "0")}`;
  store.audit.push({ id, details: {}, ...act });
}
