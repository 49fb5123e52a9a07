import * as z from "zod";
import { errorEnvelope } from "../http/error.ts";
import { clientId, instantOut, unitInterval, uuid } from "../primitives.ts";

const seq = z.int().min(1);
const ofTurn = { turn_id: uuid, seq };

export const usage = z.object({
  model: z.string(),
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
  cost_usd: z.number().meta({ description: "By the prices that are set; 0 where none are" }),
});

export const recalled = z.object({
  id: uuid,
  kind: z.enum(["message", "memory"]),
  type: z.string().optional(),
  content: z.string().meta({ description: "Cut at 500 characters" }),
  score: unitInterval,
});

const chatAccepted = z.object({
  type: z.literal("chat.accepted"),
  id: clientId,
  turn_id: uuid,
  conversation_id: clientId,
  text: z.string().nullable().optional().meta({
    description: "On other devices: what the person said; null where no frame holds it, and the messages do",
  }),
});
const chatDelta = z.object({ type: z.literal("chat.delta"), ...ofTurn, text: z.string() });
const chatTool = z.object({
  type: z.literal("chat.tool"),
  ...ofTurn,
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  result: z.unknown(),
  call_id: z.string().optional().meta({
    description:
      "A tool of the client that asked for a completion: that client calls it, and the result is null",
  }),
  truncated: z.literal(true).optional(),
});
const chatDone = z.object({
  type: z.literal("chat.done"),
  ...ofTurn,
  message_id: uuid,
  text: z.string().nullable().meta({ description: "Null above 20 KB: the deltas have it" }),
  finish_reason: z.enum(["stop", "length", "cancelled"]),
  memories: z.array(recalled),
  usage,
});
const chatError = z.object({
  type: z.literal("chat.error"),
  id: z.string().optional(),
  turn_id: z.string().optional(),
  conversation_id: z.string().optional(),
  delivery_id: z.string().optional(),
  seq: z.number().optional(),
  error: errorEnvelope.shape.error.extend({
    retry_after_seconds: z
      .number()
      .optional()
      .meta({ description: "How long to wait, as `Retry-After` says it over HTTP" }),
  }),
});
const sessionEnded = z.object({
  type: z.literal("session.ended"),
  conversation_id: clientId,
  title: z.string().nullable().meta({ description: "Of the conversation" }),
  summary: z.string().nullable().meta({ description: "Null where the person said nothing that may be kept" }),
});
const reminderDue = z.object({
  type: z.literal("reminder.due"),
  delivery_id: uuid.meta({ description: "Told again, after a worker died, it is the same" }),
  reminder: z.object({
    id: uuid,
    text: z.string(),
    due_at: instantOut.meta({ description: "When it was to be told" }),
    recurrence: z.string().nullable(),
  }),
});
const reminderClosed = z.object({
  type: z.literal("reminder.closed"),
  delivery_id: uuid.meta({
    description: "Acknowledged, put off, cancelled, or another one has taken its place",
  }),
});
const pong = z.object({ type: z.literal("pong") });

/** What the server may send over the socket. */
export const serverFrame = z.discriminatedUnion("type", [
  chatAccepted,
  chatDelta,
  chatTool,
  chatDone,
  chatError,
  sessionEnded,
  reminderDue,
  reminderClosed,
  pong,
]);
export type ServerFrame = z.infer<typeof serverFrame>;
export type ReminderDue = z.infer<typeof reminderDue>;
export type ReminderClosed = z.infer<typeof reminderClosed>;
export type SessionEnded = z.infer<typeof sessionEnded>;
export type ChatAccepted = z.infer<typeof chatAccepted>;
