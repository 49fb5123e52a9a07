import * as z from "zod";
import { clientId, uuid } from "../primitives.ts";

const common = {
  outbox_id: uuid,
  tenant_id: clientId,
  conversation_id: uuid,
  request_id: z.string().max(128),
};

/** What travels on the session-jobs queue: ids only, never text. */
export const sessionJob = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("find_title"), ...common }),
  z.object({ kind: z.literal("end_session"), ...common, session_id: uuid }),
]);
export type SessionJob = z.infer<typeof sessionJob>;
