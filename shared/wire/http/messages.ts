import * as z from "zod";
import { clientId, instant, instantOut, metadata, named, text, unitInterval, uuid } from "../primitives.ts";
import { batchBodyLimitBytes, contract } from "./contract.ts";

export const role = z.enum(["user", "assistant", "system"], { error: "must be user, assistant or system" });

export const messageDraft = z
  .object({
    ...named,
    conversation_id: clientId.meta({ description: "Starts with its first message", examples: ["conv-1"] }),
    role,
    name: text({ min: 1, max: 128 })
      .optional()
      .meta({ description: "Who speaks, where a conversation has several people" }),
    content: text({ min: 1, max: 32_000 }).meta({ examples: ["I love Python programming"] }),
    metadata: metadata.optional(),
    importance: unitInterval.optional(),
    created_at: instant.optional().meta({
      description: "When it was said; now if left out, or up to five minutes ahead, as clocks differ",
    }),
  })
  .meta({ id: "MessageDraft" });

export const flagged = z
  .boolean()
  .meta({ description: "It tried to plant an instruction: it is kept, and nothing is learnt from it" });

export const embeddingStatus = z.enum(["pending", "ready", "failed"]);

export const messageReceipt = z
  .object({
    id: uuid,
    conversation_id: clientId,
    importance: unitInterval,
    embedding_status: embeddingStatus,
    created_at: instantOut,
  })
  .meta({ id: "MessageReceipt" });

export const message = z
  .object({
    id: uuid,
    conversation_id: clientId,
    user_id: clientId.nullable(),
    role,
    name: z.string().optional(),
    content: z.string(),
    metadata,
    importance: unitInterval,
    embedding_status: embeddingStatus,
    flagged,
    created_at: instantOut,
    archived_at: instantOut
      .optional()
      .meta({ description: "When retention put it away; it is not searched until it is restored" }),
  })
  .meta({ id: "Message" });

const namedQuery = z.object(named);

export const createMessageContract = contract({
  operationId: "createMessage",
  method: "post",
  path: "/v1/messages",
  tag: "Memory",
  summary: "Store a message",
  description: "Findable by keyword at once, by meaning once embedded.",
  scope: "memory:write",
  query: namedQuery,
  body: messageDraft,
  idempotent: true,
  leavesWork: true,
  responses: { 201: { description: "Stored", schema: messageReceipt } },
});

export const createMessagesContract = contract({
  operationId: "createMessages",
  method: "post",
  path: "/v1/messages/batch",
  tag: "Memory",
  summary: "Store up to 100 messages of one tenant",
  description: "All or none: one bad item fails the batch and is named by its index.",
  scope: "memory:write",
  query: namedQuery,
  body: z.object({
    ...named,
    messages: z
      .array(messageDraft)
      .min(1, { error: "must not be empty" })
      .max(100, { error: "must not exceed 100 messages" }),
  }),
  bodyLimitBytes: batchBodyLimitBytes,
  idempotent: true,
  leavesWork: true,
  responses: {
    201: {
      description: "Stored, in the order given",
      schema: z.object({ results: z.array(messageReceipt) }),
    },
  },
});

export const getMessageContract = contract({
  operationId: "getMessage",
  method: "get",
  path: "/v1/messages/{id}",
  tag: "Memory",
  summary: "Read a message",
  scope: "memory:read",
  params: z.object({ id: uuid }),
  query: namedQuery,
  responses: { 200: { description: "The message", schema: message } },
});
