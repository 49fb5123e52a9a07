import * as z from "zod";
import { clientId, uuid } from "../primitives.ts";

/** What travels on the chat-turns queue: the one queue that carries what a person says, for a day at most. */
export const chatTurn = z.object({
  turn_id: uuid,
  client_message_id: clientId,
  tenant_id: clientId,
  user_id: clientId,
  owner_id: uuid,
  conversation_id: uuid,
  client_conversation_id: clientId,
  text: z.string().min(1),
  /** The coach speaks first. */
  opens: z.literal(true).optional(),
  caller_id: z.string(),
  may_provision: z.boolean(),
  accepted_at: z.int(),
  attempt: z.int().min(1),
  request_id: z.string().max(128),
});
export type ChatTurn = z.infer<typeof chatTurn>;
