import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresAuditLog } from "#shared/adapters/postgres/people/administration/postgres-audit-log.ts";
import { postgresTenantUsers } from "#shared/adapters/postgres/people/administration/postgres-tenant-users.ts";
import { postgresDeletions } from "#shared/adapters/postgres/people/erasure/postgres-deletions.ts";
import { postgresConsents } from "#shared/adapters/postgres/people/postgres-consents.ts";
import { postgresPushDevices } from "#shared/adapters/postgres/people/postgres-push-devices.ts";
import { postgresUsers } from "#shared/adapters/postgres/people/postgres-users.ts";
import { postgresPersonRecords } from "#shared/adapters/postgres/people/records/postgres-person-records.ts";
import { fakeAuditLog } from "#test/fakes/fake-audit-log.ts";
import { fakeConsents } from "#test/fakes/fake-consents.ts";
import { fakeDeletions } from "#test/fakes/fake-deletions.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { createFakePeopleStore, type FakePeopleStore } from "#test/fakes/fake-people-store.ts";
import { fakePersonRecords } from "#test/fakes/fake-person-records.ts";
import { fakePushDevices } from "#test/fakes/fake-push-devices.ts";
import { fakeTenantUsers } from "#test/fakes/fake-tenant-users.ts";
import { fakeUsers } from "#test/fakes/fake-users.ts";
import { fakeMemory, postgresMemory } from "./memory-subject.ts";

export type PeopleSubject = ReturnType<typeof postgresPeople>;

export function fakePeople(): PeopleSubject {
  return fakePeopleOf(createFakePeopleStore(createFakeMemoryStore()));
}

export function fakePeopleOf(store: FakePeopleStore): PeopleSubject {
  return {
    ...fakeMemory(store.memory),
    users: fakeUsers(store),
    pushDevices: fakePushDevices(store),
    consents: fakeConsents(store),
    deletions: fakeDeletions(store),
    personRecords: fakePersonRecords(store),
    tenantUsers: fakeTenantUsers(store),
    auditLog: fakeAuditLog(store),
  };
}

export function postgresPeople(url: string) {
  const database = createDatabase({ url });
  return {
    ...postgresMemory(url),
    users: postgresUsers(database),
    pushDevices: postgresPushDevices(database),
    consents: postgresConsents(database),
    deletions: postgresDeletions(database),
    personRecords: postgresPersonRecords(database),
    tenantUsers: postgresTenantUsers(database),
    auditLog: postgresAuditLog(database),
  };
}
