import * as z from "zod";
import { clientId, uuid } from "../primitives.ts";

const request_id = z.string().max(128);

/** What travels on the reminders queue: ids only, never text. */
export const reminderJob = z.discriminatedUnion("kind", [
  /** Look at a reminder at an instant; too early, it waits: in the queue, or far ahead as a schedule. */
  z.object({ kind: z.literal("remind"), tenant_id: clientId, reminder_id: uuid, at: z.int(), request_id }),
  /** A time stands no more: its schedule goes. */
  z.object({
    kind: z.literal("unschedule"),
    tenant_id: clientId,
    reminder_id: uuid,
    at: z.int(),
    request_id,
  }),
  /** A person is in another zone: what floats goes with them. */
  z.object({
    kind: z.literal("move_person"),
    outbox_id: uuid,
    tenant_id: clientId,
    user_id: clientId,
    owner_id: uuid,
    request_id,
  }),
  /** A socket has opened: it hears what was told while there was none, or the rest of it. */
  z.object({
    kind: z.literal("catch_up"),
    tenant_id: clientId,
    user_id: clientId,
    owner_id: uuid,
    connection_id: z.string().max(128),
    after: z.object({ due_at: z.int(), id: uuid }).optional(),
    request_id,
  }),
  /** The coach has spoken first: whoever has no socket open hears it by push. */
  z.object({
    kind: z.literal("tell_check_in"),
    outbox_id: uuid,
    tenant_id: clientId,
    user_id: clientId,
    owner_id: uuid,
    turn_id: uuid,
    request_id,
  }),
]);
export type ReminderJob = z.infer<typeof reminderJob>;
