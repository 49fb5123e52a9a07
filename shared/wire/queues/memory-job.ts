import * as z from "zod";
import { clientId, uuid } from "../primitives.ts";

/** What travels on the memory-jobs queue: ids only, never text. */
export const memoryJob = z
  .object({
    kind: z.literal("embed_messages"),
    outbox_id: uuid,
    tenant_id: clientId,
    message_ids: z.array(uuid).max(100),
    memory_ids: z.array(uuid).max(100).optional(),
    request_id: z.string().max(128),
  })
  .refine(({ message_ids, memory_ids = [] }) => message_ids.length + memory_ids.length > 0, {
    error: "must name something",
  });
export type MemoryJob = z.infer<typeof memoryJob>;
