import * as z from "zod";
import { clientId, commaSeparated, named, paged, uuid } from "../primitives.ts";
import { contract } from "./contract.ts";
import { memory, memoryChange, memoryDraft, memoryVersion } from "./memory.ts";
import { pageOf, pageQuery } from "./page.ts";
import { memoryStatus, memoryType } from "./search.ts";

const versionNumber = z.string().regex(/^[1-9]\d{0,8}$/);
const namedQuery = z.object(named);
const params = z.object({ id: uuid });
const about = { tag: "Memory", params, query: namedQuery } as const;

export const createMemoryContract = contract({
  operationId: "createMemory",
  leavesWork: true,
  method: "post",
  path: "/v1/memories",
  tag: "Memory",
  summary: "Store a memory as it is given, or held against what is known",
  description:
    "With consolidate=true it waits until a worker has held it against what is known: it becomes a memory under its id, replaces one that is true no more, or goes into one that says the same. Its id means that memory to whoever reads, changes, judges, supersedes or erases it; while it waits it can be read and erased. It goes by consent, too: a type that must not be kept of the person is refused with 403.",
  scope: "memory:write",
  query: z.object({
    ...named,
    consolidate: z.enum(["true", "false"], { error: "must be true or false" }).optional(),
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
  query: z.object({ ...named, ...pageQuery(versionNumber) }),
  responses: { 200: { description: "Its versions, newest first", schema: pageOf(memoryVersion) } },
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
  description:
    "Safe to repeat: what was never there, or is gone already, counts 0; under one Idempotency-Key a repeat erases nothing that was said since.",
  scope: "memory:write",
  idempotent: true,
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
