import * as z from "zod";
import { clientId, commaSeparated, instant, named, uuid } from "../primitives.ts";
import { contract } from "./contract.ts";
import { message, role } from "./messages.ts";
import { pageOf, pageQuery, placeInTime } from "./page.ts";

export const listArchiveContract = contract({
  operationId: "listArchive",
  method: "get",
  path: "/v1/archive",
  tag: "Memory",
  summary: "List what retention put away, latest first",
  scope: "memory:read",
  query: z.object({
    ...named,
    ...pageQuery(placeInTime),
    conversation_id: clientId.optional(),
    role: commaSeparated(role).optional(),
    since: instant.optional().meta({ description: "Said at or after" }),
    until: instant.optional().meta({ description: "Said at or before" }),
  }),
  responses: { 200: { description: "A page", schema: pageOf(message) } },
});

export const restoreMessageContract = contract({
  operationId: "restoreMessage",
  method: "post",
  path: "/v1/archive/{id}/restore",
  tag: "Memory",
  summary: "Bring a message back into search",
  description:
    "Found by keyword at once, by meaning once embedded. For retention it is as old as its return. Safe to repeat: a message that is not put away stays as it is.",
  scope: "memory:write",
  leavesWork: true,
  params: z.object({ id: uuid }),
  query: z.object(named),
  responses: { 200: { description: "The message", schema: message } },
});
