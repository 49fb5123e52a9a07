import * as z from "zod";
import { errorEnvelope } from "#shared/wire/http/error.ts";

const memoryUsed = z.object({
  kind: z.string(),
  type: z.string().nullish(),
  content: z.string(),
});

const usage = z.object({ prompt_tokens: z.number(), completion_tokens: z.number() });

/** What is read of the server's frames, and no more: a newer server may say more. */
const heardFrame = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("chat.accepted"),
    id: z.string(),
    turn_id: z.string(),
    conversation_id: z.string(),
  }),
  z.object({ type: z.literal("chat.delta"), turn_id: z.string(), seq: z.number(), text: z.string() }),
  z.object({
    type: z.literal("chat.tool"),
    turn_id: z.string(),
    seq: z.number(),
    name: z.string(),
    arguments: z.unknown().optional(),
  }),
  z.object({
    type: z.literal("chat.done"),
    turn_id: z.string(),
    seq: z.number(),
    text: z.string().nullish(),
    finish_reason: z.string(),
    memories: z.array(memoryUsed).catch([]),
    usage: usage.optional(),
  }),
  z.object({
    type: z.literal("chat.error"),
    id: z.string().optional(),
    turn_id: z.string().optional(),
    delivery_id: z.string().optional(),
    seq: z.number().optional(),
    error: errorEnvelope.shape.error.pick({ code: true, message: true }),
  }),
  z.object({
    type: z.literal("reminder.due"),
    delivery_id: z.string(),
    reminder: z.object({ text: z.string() }),
  }),
  z.object({ type: z.literal("reminder.closed"), delivery_id: z.string() }),
]);

export type HeardFrame = z.infer<typeof heardFrame>;
export type ReminderFrame = Extract<HeardFrame, { type: "reminder.due" | "reminder.closed" }>;
export type TurnFrame = Exclude<HeardFrame, ReminderFrame>;
export type Usage = z.infer<typeof usage>;
export type MemoryUsed = z.infer<typeof memoryUsed>;
export type TurnError = Extract<HeardFrame, { type: "chat.error" }>["error"];

/** The frame in a text, or nothing where it says nothing about a turn or a reminder. */
export function readFrame(text: string): HeardFrame | undefined {
  try {
    return heardFrame.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
