import * as z from "zod";
import { clientId, instantOut, named, text, uuid } from "../primitives.ts";
import { contract } from "./contract.ts";
import { flagged, role } from "./messages.ts";
import { pageOf, pageQuery, placeInTime } from "./page.ts";

export const conversationTitle = text({ min: 1, max: 200 });
export const messageStatus = z.enum(["complete", "cancelled", "failed"]);

const conversation = z
  .object({
    id: clientId,
    title: z.string().nullable().meta({ description: "Found after the first exchange, unless it was set" }),
    extraction: z
      .boolean()
      .nullable()
      .meta({ description: "Whether facts are drawn from it; null leaves it to the tenant" }),
    created_at: instantOut,
    last_message_at: instantOut.meta({ description: "Its beginning where nothing was said" }),
    message_count: z.int().meta({ description: "With what retention put away" }),
  })
  .meta({ id: "Conversation" });

const conversationMessage = z
  .object({
    id: uuid,
    turn_id: uuid.nullable(),
    client_message_id: clientId.optional().meta({ description: "The client's id of a message that it sent" }),
    role,
    name: z.string().optional(),
    content: z.string(),
    tool_calls: z
      .array(
        z.object({
          name: z.string(),
          arguments: z.record(z.string(), z.unknown()),
          result: z.unknown(),
          call_id: z
            .string()
            .optional()
            .meta({ description: "Of a call that the client was to make itself" }),
        }),
      )
      .optional(),
    status: messageStatus.meta({ description: "Whether it was said to its end" }),
    flagged,
    created_at: instantOut,
  })
  .meta({ id: "ConversationMessage" });

const session = z
  .object({
    id: uuid,
    started_at: instantOut,
    last_active_at: instantOut,
    ended_at: instantOut.nullable(),
    end_reason: z.enum(["idle", "reset", "request", "full"]).nullable(),
    message_count: z.int(),
    summary: z
      .string()
      .nullable()
      .meta({ description: "Some seconds after its end; null too where nothing is to be said of it" }),
  })
  .meta({ id: "Session" });

const summary = z
  .object({
    conversation_id: clientId,
    session_id: uuid,
    status: z.enum(["pending", "ready"]),
    title: z.string().nullable(),
    summary: z
      .string()
      .nullable()
      .meta({ description: "Null until it is ready, and where the person said nothing that may be kept" }),
  })
  .meta({ id: "SessionSummary" });

const conversationChange = z
  .object({
    ...named,
    title: conversationTitle.nullable().optional().meta({ description: "null lets it be found again" }),
    extraction: z.boolean().nullable().optional(),
  })
  .refine(({ title, extraction }) => title !== undefined || extraction !== undefined, {
    error: "must change something",
  })
  .meta({ id: "ConversationChange" });

const about = { tag: "Conversations", path: "/v1/conversations/{id}", query: z.object(named) } as const;
export const conversationParams = z.object({ id: clientId });

export const listConversationsContract = contract({
  ...about,
  operationId: "listConversations",
  method: "get",
  path: "/v1/conversations",
  summary: "List a person's conversations, the one that something was last said in first",
  scope: "memory:read",
  query: z.object({ ...named, ...pageQuery(placeInTime) }),
  responses: { 200: { description: "A page", schema: pageOf(conversation) } },
});

export const getConversationContract = contract({
  ...about,
  operationId: "getConversation",
  method: "get",
  summary: "Read a conversation",
  scope: "memory:read",
  params: conversationParams,
  responses: { 200: { description: "The conversation", schema: conversation } },
});

export const changeConversationContract = contract({
  ...about,
  operationId: "changeConversation",
  method: "patch",
  summary: "Name a conversation, or say whether to learn from it",
  description: "What is left out stays.",
  scope: "memory:write",
  params: conversationParams,
  body: conversationChange,
  responses: { 200: { description: "The conversation", schema: conversation } },
});

export const deleteConversationContract = contract({
  ...about,
  operationId: "deleteConversation",
  method: "delete",
  summary: "Erase a conversation",
  description: "With its messages, its sessions and the memories that only it supports, for good.",
  scope: "memory:write",
  params: conversationParams,
  responses: { 204: { description: "Erased" } },
});

export const listConversationMessagesContract = contract({
  ...about,
  operationId: "listConversationMessages",
  method: "get",
  path: "/v1/conversations/{id}/messages",
  summary: "Read what was said, oldest first",
  description: "With what retention put away, which only searches and prompts go without.",
  scope: "memory:read",
  params: conversationParams,
  query: z.object({ ...named, ...pageQuery(placeInTime) }),
  responses: { 200: { description: "A page", schema: pageOf(conversationMessage) } },
});

export const listConversationSessionsContract = contract({
  ...about,
  operationId: "listConversationSessions",
  method: "get",
  path: "/v1/conversations/{id}/sessions",
  summary: "List the sittings of a conversation, newest first",
  scope: "memory:read",
  params: conversationParams,
  query: z.object({ ...named, ...pageQuery(uuid) }),
  responses: { 200: { description: "A page", schema: pageOf(session) } },
});

export const resetConversationContract = contract({
  ...about,
  operationId: "resetConversation",
  method: "post",
  path: "/v1/conversation/reset",
  summary: "End the session of a conversation",
  description:
    "What was said before is in no later prompt as such; what is remembered of it stays. Safe to repeat: under one Idempotency-Key a repeat ends no session that began since.",
  scope: "chat",
  idempotent: true,
  leavesWork: true,
  body: z.object({ ...named, conversation_id: clientId }),
  responses: {
    200: {
      description: "Ended",
      schema: z.object({ success: z.literal(true), message: z.string(), conversation_id: clientId }),
    },
  },
});

export const resetConversationShortContract = contract({
  ...resetConversationContract,
  operationId: "resetConversationShort",
  path: "/conversation/reset",
});

const yesOrNo = z
  .enum(["true", "false"], { error: "must be true or false" })
  .transform((value) => value === "true");

export const summarizeConversationContract = contract({
  ...about,
  operationId: "summarizeConversation",
  method: "post",
  path: "/v1/conversations/{id}/summarize",
  summary: "End the session of a conversation, and have it summarized",
  description:
    "What was said stays in the next prompt. Where no session is open, what came by the API since the last one is a session of its own; where nothing did, the answer tells of the last one, and where nothing was ever said, it is 409. Safe to repeat: under one Idempotency-Key a repeat tells of the same session, and ends none that began since.",
  scope: "chat",
  idempotent: true,
  leavesWork: true,
  params: conversationParams,
  query: z.object({
    ...named,
    wait: yesOrNo
      .optional()
      .meta({ description: "true: the answer waits for the summary, twenty seconds at most" }),
  }),
  body: z.object(named),
  bodyOptional: true,
  responses: {
    200: { description: "Waited for, and ready", schema: summary },
    202: { description: "The session has ended; the summary where it is ready", schema: summary },
  },
});
