import type { Route } from "../route.ts";
import { adminHealthRoute } from "./admin-health.ts";
import { createApiKeyRoute, listApiKeysRoute, revokeApiKeyRoute } from "./api-keys.ts";
import { clearMemoryRoute, clearMemoryShortRoute } from "./clear-memory.ts";
import { createMemoryRoute } from "./create-memory.ts";
import { createMessageRoute } from "./create-message.ts";
import { createMessagesRoute } from "./create-messages.ts";
import { deleteMemoryRoute } from "./delete-memory.ts";
import { docsRoute, redocRoute } from "./docs.ts";
import { editMemoryRoute } from "./edit-memory.ts";
import { getMemoryRoute } from "./get-memory.ts";
import { getMemoryHistoryRoute } from "./get-memory-history.ts";
import { getMessageRoute } from "./get-message.ts";
import { healthRoute } from "./health.ts";
import { judgeMemoryRoute } from "./judge-memory.ts";
import { listMemoriesRoute } from "./list-memories.ts";
import { openapiRoute } from "./openapi.ts";
import { searchMemoryByBodyRoute, searchMemoryRoute } from "./search-memory.ts";
import { createTenantRoute, listTenantsRoute, updateTenantRoute } from "./tenants.ts";

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
  createApiKeyRoute,
  listApiKeysRoute,
  revokeApiKeyRoute,
  createTenantRoute,
  listTenantsRoute,
  updateTenantRoute,
  healthRoute,
  adminHealthRoute,
  openapiRoute,
  docsRoute,
  redocRoute,
];
