import * as z from "zod";
import {
  clientId,
  commaSeparated,
  instant,
  instantOut,
  metadata,
  named,
  paged,
  text,
  unitInterval,
  uuid,
} from "../primitives.ts";
import { contract } from "./contract.ts";
import { embeddingStatus } from "./messages.ts";
import { memoryStatus, memoryType } from "./search.ts";

const content = text({ min: 1, max: 32_000 }).meta({ examples: ["Anna is allergic to nuts"] });
const validFrom = instant.nullable().optional().meta({ description: "Since when it is true" });
const validTo = instant.nullable().optional().meta({ description: "Until when it is true" });

const sourceMessageIds = z
  .array(uuid)
  .max(100, { error: "must not exceed 100 messages" })
  .refine((ids) => new Set(ids).size === ids.length, { error: "must not repeat a message" })
  .optional()
  .meta({ description: "The messages that it rests on, of the same user" });

export const memoryDraft = z
  .object({
    ...named,
    type: memoryType,
    content,
    importance: unitInterval.optional().meta({ description: "Rated by type and length if left out" }),
    source_message_ids: sourceMessageIds,
    valid_from: validFrom,
    valid_to: validTo,
    supersedes: uuid.optional().meta({ description: "The memory that it replaces, which becomes outdated" }),
    metadata: metadata.optional(),
  })
  .meta({ id: "MemoryDraft" });

const memoryFields = {
  id: uuid,
  user_id: clientId.nullable(),
  type: memoryType,
  content: z.string(),
  importance: unitInterval,
  status: memoryStatus,
  source_message_ids: z.array(uuid),
  provenance: z.enum(["messages", "client"]),
  valid_from: instantOut.nullable(),
  valid_to: instantOut.nullable(),
  supersedes: uuid.nullable(),
  superseded_by: uuid.nullable(),
  metadata,
  embedding_status: embeddingStatus,
  version: z.int(),
  created_at: instantOut,
  updated_at: instantOut,
};

export const memory = z.object(memoryFields).meta({ id: "Memory" });

const memoryVersion = z
  .object({
    ...memoryFields,
    reason: z.enum(["created", "edited", "feedback", "superseded"]),
    superseded_at: instantOut.nullable(),
  })
  .meta({ id: "MemoryVersion" });

const memoryChange = z
  .object({
    ...named,
    type: memoryType.optional(),
    content: content.optional(),
    importance: unitInterval.optional(),
    status: memoryStatus.optional(),
    valid_from: validFrom,
    valid_to: validTo,
    metadata: metadata.optional(),
  })
  .refine(({ tenant_id, user_id, ...change }) => Object.values(change).some((value) => value !== undefined), {
    error: "must change something",
  })
  .meta({ id: "MemoryChange" });

const namedQuery = z.object(named);
const params = z.object({ id: uuid });
const about = { tag: "Memory", params, query: namedQuery } as const;

export const createMemoryContract = contract({
  operationId: "createMemory",
  leavesWork: true,
  method: "post",
  path: "/v1/memories",
  tag: "Memory",
  summary: "Store a memory as it is given",
  scope: "memory:write",
  query: z.object({
    ...named,
    consolidate: z.enum(["false"], { error: "is not available yet" }).optional(),
  }),
  body: memoryDraft,
  idempotent: true,
  responses: { 201: { description: "Stored", schema: memory } },
});

export const getMemoryContract = contract({
  ...about,
  operationId: "getMemory",
  method: "get",
  path: "/v1/memories/{id}",
  summary: "Read a memory",
  scope: "memory:read",
  responses: { 200: { description: "The memory as it is believed now", schema: memory } },
});

export const editMemoryContract = contract({
  ...about,
  operationId: "editMemory",
  leavesWork: true,
  method: "patch",
  path: "/v1/memories/{id}",
  summary: "Add a version to a memory",
  description:
    "What is left out stays as it is; the memory keeps its id, and its history what it said before.",
  scope: "memory:write",
  body: memoryChange,
  responses: { 200: { description: "The memory as it is believed now", schema: memory } },
});

export const getMemoryHistoryContract = contract({
  ...about,
  operationId: "getMemoryHistory",
  method: "get",
  path: "/v1/memories/{id}/history",
  summary: "Read all that was believed of a memory",
  scope: "memory:read",
  responses: {
    200: { description: "Its versions, newest first", schema: z.object({ items: z.array(memoryVersion) }) },
  },
});

export const judgeMemoryContract = contract({
  ...about,
  operationId: "judgeMemory",
  leavesWork: true,
  method: "post",
  path: "/v1/memories/{id}/feedback",
  summary: "Say whether a memory was useful",
  description: "Moves importance a fifth of its way to 1, or to 0; kept in the history.",
  scope: "memory:write",
  body: z.object({ ...named, useful: z.boolean() }),
  idempotent: true,
  responses: { 200: { description: "The memory with its new importance", schema: memory } },
});

export const listMemoriesContract = contract({
  operationId: "listMemories",
  method: "get",
  path: "/v1/memories",
  tag: "Memory",
  summary: "List memories, newest first",
  scope: "memory:read",
  query: z.object({
    ...named,
    ...paged,
    type: commaSeparated(memoryType).optional(),
    status: commaSeparated(memoryStatus).optional(),
  }),
  responses: {
    200: {
      description: "A page; next_cursor is null at the end",
      schema: z.object({ items: z.array(memory), next_cursor: z.string().nullable() }),
    },
  },
});

export const deleteMemoryContract = contract({
  ...about,
  operationId: "deleteMemory",
  method: "delete",
  path: "/v1/memories/{id}",
  summary: "Erase a memory and its history for good",
  scope: "memory:write",
  responses: { 204: { description: "Erased" } },
});

export const clearMemoryContract = contract({
  operationId: "clearMemory",
  method: "post",
  path: "/v1/memory/clear",
  tag: "Memory",
  summary: "Erase a conversation's messages and the memories that only it supports",
  description: "Safe to repeat: what was never there, or is gone already, counts 0.",
  scope: "memory:write",
  query: namedQuery,
  body: z.object({ ...named, conversation_id: clientId }),
  responses: {
    200: {
      description: "Erased",
      schema: z.object({
        success: z.literal(true),
        message: z.string(),
        conversation_id: clientId,
        memories_cleared: z.int(),
      }),
    },
  },
});

export const clearMemoryShortContract = contract({
  ...clearMemoryContract,
  operationId: "clearMemoryShort",
  path: "/memory/clear",
});
