import * as z from "zod";
import { clientId, uuid } from "../primitives.ts";

/** What travels on the memory-jobs queue: ids only, never text. */
export const memoryJob = z.object({
  kind: z.literal("embed_messages"),
  outbox_id: uuid,
  tenant_id: clientId,
  message_ids: z.array(uuid).min(1).max(100),
  request_id: z.string().max(128),
});
export type MemoryJob = z.infer<typeof memoryJob>;
