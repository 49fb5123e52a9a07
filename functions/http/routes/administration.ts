import type { Route } from "../route.ts";
import { createApiKeyRoute, listApiKeysRoute, revokeApiKeyRoute } from "./api-keys.ts";
import { listAuditRoute } from "./audit.ts";
import { listJobsRoute, redriveQueueRoute, retryJobRoute } from "./jobs.ts";
import { getMigrationsRoute, runMigrationsRoute } from "./migrations.ts";
import { reembedRoute } from "./reembed.ts";
import { getRetentionPolicyRoute, setRetentionPolicyRoute } from "./retention-policies.ts";
import { getRetentionRunRoute, listRetentionRunsRoute, runRetentionRoute } from "./retention-runs.ts";
import {
  disableUserRoute,
  eraseUserRoute,
  getDeletionRoute,
  listSessionsRoute,
  listUsersRoute,
} from "./tenant-users.ts";
import { createTenantRoute, listTenantsRoute, updateTenantRoute } from "./tenants.ts";
import { getUsageRoute } from "./usage.ts";

/** What administrators and operators do now and then. */
export const routes: readonly Route[] = [
  listUsersRoute,
  disableUserRoute,
  eraseUserRoute,
  getDeletionRoute,
  listSessionsRoute,
  listAuditRoute,
  createApiKeyRoute,
  listApiKeysRoute,
  revokeApiKeyRoute,
  createTenantRoute,
  listTenantsRoute,
  updateTenantRoute,
  getUsageRoute,
  getRetentionPolicyRoute,
  setRetentionPolicyRoute,
  runRetentionRoute,
  listRetentionRunsRoute,
  getRetentionRunRoute,
  listJobsRoute,
  retryJobRoute,
  redriveQueueRoute,
  reembedRoute,
  getMigrationsRoute,
  runMigrationsRoute,
];
