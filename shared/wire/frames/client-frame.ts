import * as z from "zod";
import { calendarInstant, clientId, text, uuid } from "../primitives.ts";

const seq = z
  .number({ error: "must be a whole number from 0" })
  .int({ error: "must be a whole number from 0" })
  .min(0, { error: "must be a whole number from 0" });

const chatSend = z.object({
  type: z.literal("chat.send"),
  id: clientId,
  conversation_id: clientId.nullish(),
  text: text({ min: 1, max: 32_000 }),
  after: clientId.nullish(),
});
const chatWatch = z.object({ type: z.literal("chat.watch"), conversation_id: clientId });
const chatResume = z.object({ type: z.literal("chat.resume"), turn_id: uuid, after: seq });
const chatCancel = z.object({ type: z.literal("chat.cancel"), turn_id: uuid });
const reminderAck = z.object({ type: z.literal("reminder.ack"), delivery_id: uuid });
const reminderSnooze = z.object({
  type: z.literal("reminder.snooze"),
  delivery_id: uuid,
  until: calendarInstant,
});
const ping = z.object({ type: z.literal("ping") });

/** What a client may send over the socket. */
export const clientFrame = z.discriminatedUnion(
  "type",
  [chatSend, chatWatch, chatResume, chatCancel, reminderAck, reminderSnooze, ping],
  {
    error: "must be chat.send, chat.watch, chat.resume, chat.cancel, reminder.ack, reminder.snooze or ping",
  },
);
export type ClientFrame = z.infer<typeof clientFrame>;
export type ChatSend = z.infer<typeof chatSend>;
export type ChatWatch = z.infer<typeof chatWatch>;
export type ChatResume = z.infer<typeof chatResume>;
export type ChatCancel = z.infer<typeof chatCancel>;
export type ReminderAck = z.infer<typeof reminderAck>;
export type ReminderSnooze = z.infer<typeof reminderSnooze>;
