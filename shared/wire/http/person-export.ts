import * as z from "zod";
import { named } from "../primitives.ts";
import { contract } from "./contract.ts";

export const exportUserContract = contract({
  operationId: "exportUser",
  method: "get",
  path: "/v1/users/me/export",
  tag: "People",
  summary: "Take along everything that is kept of a person",
  description:
    "JSON Lines, each line a record with its kind: profile, consent, push_device, sign_in, apple_account, conversation, session (with its summary), message (what was put away included), memory (with every version, and why it came about), proposed_memory (those that wait to be consolidated), user_state_line (those that hold no longer included), entity, relation, goal, task, event, reminder (check-ins included), delivery (of a reminder, those that wait included), audit. The last line has the kind end and counts the others; without it the export is not whole.",
  scope: "memory:read",
  query: z.object(named),
  responses: { 200: { description: "The records", contentType: "application/x-ndjson" } },
});
