import type { Route } from "../route.ts";
import { adminHealthRoute } from "./admin-health.ts";
import { createApiKeyRoute, listApiKeysRoute, revokeApiKeyRoute } from "./api-keys.ts";
import { appleNotificationRoute, appleSignInRoute } from "./apple.ts";
import { listArchiveRoute, restoreMessageRoute } from "./archive.ts";
import { listAuditRoute } from "./audit.ts";
import { chatRoute, followTurnRoute, streamTurnRoute } from "./chat.ts";
import { clearMemoryRoute, clearMemoryShortRoute } from "./clear-memory.ts";
import { listConsentsRoute, recordConsentRoute } from "./consents.ts";
import { createMemoryRoute } from "./create-memory.ts";
import { createMessageRoute } from "./create-message.ts";
import { createMessagesRoute } from "./create-messages.ts";
import { deleteMemoryRoute } from "./delete-memory.ts";
import { endDeviceRoute, listDevicesRoute } from "./devices.ts";
import { docsRoute, redocRoute } from "./docs.ts";
import { editMemoryRoute } from "./edit-memory.ts";
import { getMemoryRoute } from "./get-memory.ts";
import { getMemoryHistoryRoute } from "./get-memory-history.ts";
import { getMessageRoute } from "./get-message.ts";
import { healthRoute } from "./health.ts";
import { listJobsRoute, redriveQueueRoute, retryJobRoute } from "./jobs.ts";
import { judgeMemoryRoute } from "./judge-memory.ts";
import { jwksRoute } from "./jwks.ts";
import { listMemoriesRoute } from "./list-memories.ts";
import { metricsRoute } from "./metrics.ts";
import { openapiRoute } from "./openapi.ts";
import { exportUserRoute } from "./person-export.ts";
import { listPushDevicesRoute, registerPushDeviceRoute, removePushDeviceRoute } from "./push-devices.ts";
import { reembedRoute } from "./reembed.ts";
import { getRetentionPolicyRoute, setRetentionPolicyRoute } from "./retention-policies.ts";
import { getRetentionRunRoute, listRetentionRunsRoute, runRetentionRoute } from "./retention-runs.ts";
import { searchMemoryByBodyRoute, searchMemoryRoute } from "./search-memory.ts";
import {
  disableUserRoute,
  eraseUserRoute,
  getDeletionRoute,
  listSessionsRoute,
  listUsersRoute,
} from "./tenant-users.ts";
import { createTenantRoute, listTenantsRoute, updateTenantRoute } from "./tenants.ts";
import { issueTicketRoute } from "./tickets.ts";
import { devSignInRoute, logoutRoute, refreshTokensRoute } from "./tokens.ts";
import { changeUserRoute, deleteUserRoute, getUserRoute } from "./users.ts";

export const routes: readonly Route[] = [
  createMessageRoute,
  createMessagesRoute,
  getMessageRoute,
  searchMemoryRoute,
  searchMemoryByBodyRoute,
  listMemoriesRoute,
  createMemoryRoute,
  getMemoryRoute,
  editMemoryRoute,
  getMemoryHistoryRoute,
  judgeMemoryRoute,
  deleteMemoryRoute,
  clearMemoryRoute,
  clearMemoryShortRoute,
  listArchiveRoute,
  restoreMessageRoute,
  chatRoute,
  streamTurnRoute,
  followTurnRoute,
  getUserRoute,
  changeUserRoute,
  registerPushDeviceRoute,
  listPushDevicesRoute,
  removePushDeviceRoute,
  recordConsentRoute,
  listConsentsRoute,
  exportUserRoute,
  deleteUserRoute,
  listUsersRoute,
  disableUserRoute,
  eraseUserRoute,
  getDeletionRoute,
  listSessionsRoute,
  listAuditRoute,
  devSignInRoute,
  refreshTokensRoute,
  logoutRoute,
  listDevicesRoute,
  endDeviceRoute,
  jwksRoute,
  createApiKeyRoute,
  listApiKeysRoute,
  revokeApiKeyRoute,
  createTenantRoute,
  listTenantsRoute,
  updateTenantRoute,
  getRetentionPolicyRoute,
  setRetentionPolicyRoute,
  runRetentionRoute,
  listRetentionRunsRoute,
  getRetentionRunRoute,
  listJobsRoute,
  retryJobRoute,
  redriveQueueRoute,
  reembedRoute,
  issueTicketRoute,
  appleSignInRoute,
  appleNotificationRoute,
  healthRoute,
  adminHealthRoute,
  metricsRoute,
  openapiRoute,
  docsRoute,
  redocRoute,
];
