import * as z from "zod";
import { clientId, uuid } from "../primitives.ts";

const toolCall = z.object({ id: z.string(), name: z.string(), arguments: z.string() });
const told = z.discriminatedUnion("role", [
  z.object({ role: z.enum(["system", "user"]), content: z.string() }),
  z.object({
    role: z.literal("assistant"),
    content: z.string(),
    toolCalls: z.array(toolCall).readonly().exactOptional(),
  }),
  z.object({ role: z.literal("tool"), toolCallId: z.string(), content: z.string() }),
]);
const anyObject = z.record(z.string(), z.unknown());
const tool = z.object({
  name: z.string(),
  description: z.string(),
  parameters: anyObject,
  strict: z.boolean().optional(),
});

/** Nobody but the runner reads it: so it stands here as the runner takes it. */
const completion = z.object({
  instructions: z.string(),
  replacesPersona: z.boolean(),
  before: z.array(told).readonly(),
  since: z.array(told).readonly(),
  isSaidAgain: z.boolean(),
  tools: z.array(tool).readonly(),
  mustCall: z.union([z.enum(["any", "none"]), z.object({ name: z.string() })]).optional(),
  callsSeveral: z.boolean().optional(),
  manner: z.object({
    temperature: z.number().optional(),
    maxTokens: z.int().optional(),
    topP: z.number().optional(),
    stop: z.array(z.string()).readonly().optional(),
    presencePenalty: z.number().optional(),
    frequencyPenalty: z.number().optional(),
    seed: z.int().optional(),
    schema: z.object({ name: z.string(), schema: anyObject, strict: z.boolean().optional() }).optional(),
    asJson: z.boolean().optional(),
  }),
});

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
  /** The client keeps its own history: what it asks for along with the message. */
  completion: completion.optional(),
  caller_id: z.string(),
  may_provision: z.boolean(),
  accepted_at: z.int(),
  attempt: z.int().min(1),
  request_id: z.string().max(128),
});
export type ChatTurn = z.infer<typeof chatTurn>;
