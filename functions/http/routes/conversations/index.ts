import type { Route } from "../../route.ts";
import { exportConversationRoute } from "./export.ts";
import { importConversationRoute } from "./import.ts";
import {
  changeConversationRoute,
  deleteConversationRoute,
  getConversationRoute,
  listConversationsRoute,
} from "./manage.ts";
import { listConversationMessagesRoute, listConversationSessionsRoute } from "./read.ts";
import { resetConversationRoute, resetConversationShortRoute } from "./reset.ts";
import { summarizeConversationRoute } from "./summarize.ts";

export const routes: readonly Route[] = [
  listConversationsRoute,
  getConversationRoute,
  changeConversationRoute,
  deleteConversationRoute,
  listConversationMessagesRoute,
  listConversationSessionsRoute,
  exportConversationRoute,
  importConversationRoute,
  summarizeConversationRoute,
  resetConversationRoute,
  resetConversationShortRoute,
];
