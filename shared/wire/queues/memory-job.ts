import * as z from "zod";
import { clientId, uuid } from "../primitives.ts";

const common = {
  outbox_id: uuid,
  tenant_id: clientId,
  request_id: z.string().max(128),
};

const embedMessagesJob = z
  .object({
    kind: z.literal("embed_messages"),
    ...common,
    message_ids: z.array(uuid).max(100),
    memory_ids: z.array(uuid).max(100).optional(),
  })
  .refine(({ message_ids, memory_ids = [] }) => message_ids.length + memory_ids.length > 0, {
    error: "must name something",
  });

/** Where the walk stands is in its outbox entry. */
const reembedJob = z.object({ kind: z.literal("reembed"), ...common });

/** Whose erasure it is, and how far it is, stands with the deletion, whose id the outbox entry has. */
const erasePersonJob = z.object({ kind: z.literal("erase_person"), ...common });

/** What travels on the memory-jobs queue: ids only, never text. */
export const memoryJob = z.discriminatedUnion("kind", [embedMessagesJob, reembedJob, erasePersonJob]);
export type MemoryJob = z.infer<typeof memoryJob>;
export type EmbedMessagesJob = z.infer<typeof embedMessagesJob>;
export type ReembedJob = z.infer<typeof reembedJob>;
export type ErasePersonJob = z.infer<typeof erasePersonJob>;
