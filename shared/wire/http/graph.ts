import * as z from "zod";
import { instant, instantOut, named, paged, text, uuid } from "../primitives.ts";
import { contract } from "./contract.ts";
import { memoryStatus, memoryType } from "./search.ts";

const entity = z
  .object({
    id: uuid,
    name: z.string(),
    type: z.enum(["person", "place", "organization", "animal", "activity", "thing", "other"]),
    aliases: z.array(z.string()).meta({ description: "Other names that lead to it" }),
    is_self: z.boolean().meta({ description: "It is the person" }),
    created_at: instantOut,
    merged: z
      .array(z.object({ id: uuid, name: z.string(), merged_at: instantOut }))
      .meta({ description: "What turned out to be the same" }),
  })
  .meta({ id: "Entity" });

const relation = z
  .object({
    id: uuid,
    subject_id: uuid,
    predicate: z.string(),
    object_id: uuid,
    valid_from: instantOut.meta({ description: "The earliest of the memories behind it" }),
    valid_to: instantOut
      .nullable()
      .meta({ description: "The latest of them; null while one of them has no end" }),
    status: memoryStatus.meta({ description: "outdated once all of them are" }),
    memories: z
      .array(z.object({ id: uuid, content: z.string(), type: memoryType, status: memoryStatus }))
      .meta({ description: "What it rests on, newest first, ten at most" }),
  })
  .meta({ id: "Relation" });

const graph = z
  .object({
    entity: uuid.nullable().meta({ description: "Where it starts: the first of the entities" }),
    entities: z.array(entity),
    relations: z.array(relation).meta({ description: "Each has both of its ends among the entities" }),
    truncated: z.boolean().meta({ description: "There is more than a page, 200 entities or 500 relations" }),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: "Graph" });

const depthRange = { error: "must be 1, 2 or 3" };
const depth = z.coerce.number(depthRange).int(depthRange).min(1, depthRange).max(3, depthRange).default(1);

export const getGraphContract = contract({
  operationId: "getGraph",
  method: "get",
  path: "/v1/graph",
  tag: "Graph",
  summary: "Read whom and what memories speak of, and how they belong together",
  description:
    "Starts at an entity, by its id or any of its names, or at the person, and goes so many steps outwards, newest relations first. Without a person a name leads to the newest entity of the tenant that goes by it. Without both all entities of the tenant are listed, page by page, with the relations among those of a page.",
  scope: "memory:read",
  query: z.object({
    ...named,
    entity: text({ min: 1, max: 200 }).optional().meta({ description: "An id, a name or an alias" }),
    depth,
    as_of: instant.optional().meta({ description: "As it was believed then" }),
    ...paged,
  }),
  responses: { 200: { description: "The part of the graph", schema: graph } },
});

export const mergeEntitiesContract = contract({
  operationId: "mergeEntities",
  method: "post",
  path: "/v1/graph/merge",
  tag: "Graph",
  summary: "Say that two entities are one",
  description:
    "Names, memories and relations of the one become the other's, and what is learnt under its names from now on does, too. Its id still leads there.",
  scope: "memory:write",
  query: z.object(named),
  body: z.object({ ...named, from: uuid, into: uuid }),
  idempotent: true,
  responses: {
    200: {
      description: "Merged",
      schema: z.object({
        from: uuid,
        into: uuid.meta({ description: "What it is now: what was named may have been merged itself" }),
        merged_at: instantOut,
      }),
    },
  },
});
