/** All that is kept of persons, to be loaded together. */
export { postgresAuditLog } from "./administration/postgres-audit-log.ts";
export { postgresTenantUsers } from "./administration/postgres-tenant-users.ts";
export { postgresDeletions } from "./erasure/postgres-deletions.ts";
export { postgresConsents } from "./postgres-consents.ts";
export { postgresPushDevices } from "./postgres-push-devices.ts";
export { postgresUsers } from "./postgres-users.ts";
export { postgresPersonRecords } from "./records/postgres-person-records.ts";
