import * as z from "zod";
import { clientId, instant, instantOut, metadata, named, text, unitInterval, uuid } from "../primitives.ts";
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
  consolidation: z.literal("pending").optional().meta({
    description: "It waits to be held against what is known; left out where it does not",
  }),
};

export const memory = z.object(memoryFields).meta({ id: "Memory" });

export const memoryVersion = z
  .object({
    ...memoryFields,
    reason: z.enum(["created", "edited", "feedback", "superseded", "reinforced"]).meta({
      description: "reinforced: it was said again, and weighs more",
    }),
    note: z.string().nullable().meta({ description: "Why, where what was learnt made the version" }),
    superseded_at: instantOut.nullable(),
  })
  .meta({ id: "MemoryVersion" });

export const memoryChange = z
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
