import * as z from "zod";
import { clientId, uuid } from "../primitives.ts";

const common = {
  outbox_id: uuid,
  tenant_id: clientId,
  conversation_id: uuid,
  request_id: z.string().max(128),
};

const findTitle = z.object({ kind: z.literal("find_title"), ...common });
const endSession = z.object({
  kind: z.literal("end_session"),
  ...common,
  session_id: uuid,
  /** It looks whether the session is over; else somebody has ended it, or its check was lost. */
  is_check: z.literal(true).optional(),
});

/** What travels on the session-jobs queue: ids only, never text. */
export const sessionJob = z.discriminatedUnion("kind", [findTitle, endSession]);
export type SessionJobMessage = z.infer<typeof sessionJob>;
export type FindTitleMessage = z.infer<typeof findTitle>;
export type EndSessionMessage = z.infer<typeof endSession>;
