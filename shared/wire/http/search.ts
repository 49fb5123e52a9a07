import * as z from "zod";
import {
  clientId,
  commaSeparated,
  instant,
  instantOut,
  metadata,
  named,
  text,
  unitInterval,
  uuid,
} from "../primitives.ts";
import { contract } from "./contract.ts";
import { role } from "./messages.ts";

const kind = z.enum(["message", "memory"], { error: "must be message or memory" });
const memoryTypes = [
  "fact",
  "preference",
  "event",
  "context",
  "personal",
  "activity",
  "plan",
  "health",
  "professional",
] as const;
export const memoryType = z.enum(memoryTypes, { error: `must be one of ${memoryTypes.join(", ")}` });
export const memoryStatus = z.enum(["active", "outdated"], { error: "must be active or outdated" });

const topK = { error: "must be a whole number from 1 to 100" };
const mostResults = { description: "At most; of long texts an answer has fewer, about 4 MB of the best" };
const atLeastOne = { error: "must name at least one" };
const weightRange = { error: "must be a number from 0 to 1000" };
const weight = z.number(weightRange).min(0, weightRange).max(1000, weightRange);
export const weights = z
  .object({ similarity: weight, importance: weight, decay: weight })
  .partial()
  .refine(
    ({ similarity, importance, decay }) => [similarity, importance, decay].some((given) => given !== 0),
    {
      error: "must leave at least one weight above 0",
    },
  )
  .meta({
    description:
      "What is left out is as the tenant has set it, else 0.6, 0.3 and 0.1; they are normalised to sum 1",
  });

const filters = {
  ...named,
  query: text({ min: 1, max: 8_000 }).meta({ examples: ["Python"] }),
  conversation_id: clientId.optional(),
  since: instant.optional(),
  until: instant.optional(),
  as_of: instant.optional(),
};

const searchQuery = z.object({
  ...filters,
  top_k: z.coerce.number(topK).int(topK).min(1, topK).max(100, topK).default(5).meta(mostResults),
  min_similarity: z.coerce.number().pipe(unitInterval).default(0),
  kind: commaSeparated(kind).optional(),
  type: commaSeparated(memoryType).optional(),
  role: commaSeparated(role).optional(),
  status: commaSeparated(memoryStatus).optional(),
});

const searchBody = z
  .object({
    ...filters,
    top_k: z.number(topK).int(topK).min(1, topK).max(100, topK).default(5).meta(mostResults),
    min_similarity: unitInterval.default(0),
    kind: z.array(kind).min(1, atLeastOne).optional(),
    type: z.array(memoryType).min(1, atLeastOne).optional(),
    role: z.array(role).min(1, atLeastOne).optional(),
    status: z.array(memoryStatus).min(1, atLeastOne).optional(),
    weights: weights.optional(),
    metadata: metadata.optional().meta({ description: "Values that the result's metadata must equal" }),
  })
  .meta({ id: "SearchRequest" });

export const searchResult = z
  .object({
    id: uuid,
    kind,
    content: z.string(),
    role: role.optional(),
    name: z.string().optional(),
    type: memoryType.optional(),
    conversation_id: clientId.optional(),
    source_message_ids: z.array(uuid).optional(),
    metadata,
    created_at: instantOut,
    score: z.number(),
    score_breakdown: z.object({
      vector: z.number(),
      lexical: z.number(),
      context: z.number(),
      similarity: z.number(),
      importance: z.number(),
      decay: z.number(),
      weights: z.object({ similarity: z.number(), importance: z.number(), decay: z.number() }),
    }),
  })
  .meta({ id: "SearchResult" });

const searchResponse = z
  .object({
    results: z.array(searchResult),
    as_of: instantOut,
    degraded: z
      .literal(true)
      .optional()
      .meta({ description: "By keyword only: the embedder did not answer" }),
    approximate: z.literal(true).optional().meta({
      description:
        "Of a whole tenant with more than two hundred texts: what promised most was weighed, and something better may be missing",
    }),
  })
  .meta({ id: "SearchResponse" });

const about = {
  tag: "Memory",
  description:
    "Finds messages and memories together. score = w_s·similarity + w_i·importance + w_d·decay, each part shown in score_breakdown. The same data, query and as_of give the same answer. Only messages have a role, only memories a type and a status: a filter on one leaves out the other kind. A memory is in a conversation when it rests on a message of it, and as old as the newest message that it rests on. A memory and a message on which it rests say the same, so while better use can be made of a place they share one.",
  scope: "memory:read",
  responses: { 200: { description: "The best matches, best first", schema: searchResponse } },
} as const;

export const searchMemoryContract = contract({
  ...about,
  operationId: "searchMemory",
  method: "get",
  path: "/v1/memory/search",
  summary: "Search what was said and learnt",
  query: searchQuery,
});

export const searchMemoryByBodyContract = contract({
  ...about,
  operationId: "searchMemoryByBody",
  method: "post",
  path: "/v1/memory/search",
  summary: "Search with weights and metadata",
  query: z.object(named),
  body: searchBody,
});
