import type { Route } from "../route.ts";
import { adminHealthRoute } from "./admin-health.ts";
import { appleNotificationRoute, appleSignInRoute } from "./apple.ts";
import { chatRoute, followTurnRoute, streamTurnRoute } from "./chat.ts";
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
import { jwksRoute } from "./jwks.ts";
import { listMemoriesRoute } from "./list-memories.ts";
import { metricsRoute } from "./metrics.ts";
import { routesOnDemand } from "./on-demand.ts";
import { openapiRoute } from "./openapi.ts";
import { searchMemoryByBodyRoute, searchMemoryRoute } from "./search-memory.ts";
import { issueTicketRoute } from "./tickets.ts";
import { devSignInRoute, logoutRoute, refreshTokensRoute } from "./tokens.ts";

/** Those that a start carries. */
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
  chatRoute,
  streamTurnRoute,
  followTurnRoute,
  devSignInRoute,
  refreshTokensRoute,
  logoutRoute,
  jwksRoute,
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

/** Every one, those that are loaded on demand included. */
export async function allRoutes(): Promise<readonly Route[]> {
  const groups = await Promise.all(routesOnDemand.map((group) => group.load()));
  return [...routes, ...groups.flatMap((group) => group.routes)];
}
