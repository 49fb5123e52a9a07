import * as z from "zod";
import { clientId, uuid } from "../primitives.ts";

/** What travels on the session-jobs queue: ids only, never text. */
export const sessionJob = z.object({
  kind: z.literal("find_title"),
  outbox_id: uuid,
  tenant_id: clientId,
  conversation_id: uuid,
  request_id: z.string().max(128),
});
export type SessionJob = z.infer<typeof sessionJob>;
