import * as z from "zod";
import { entityTypes } from "../../ports/graph.ts";
import { memoryTypes } from "../../ports/memories.ts";
import { answerShape } from "./answer-shape.ts";

const entity = z.object({ name: z.string(), type: z.enum(entityTypes) });
const relation = z.object({ subject: z.string(), predicate: z.string(), object: z.string() });
const fact = z.object({
  text: z.string(),
  type: z.enum(memoryTypes),
  importance: z.number(),
  sources: z.array(z.number()),
  from: z.string().nullable(),
  until: z.string().nullable(),
  entities: z.array(entity),
  relations: z.array(relation),
});

/** What a fact can do without is no reason to ask again; its type is, since a person's consent hangs on it. */
const readFact = fact.extend({
  type: z.string().trim().toLowerCase().pipe(fact.shape.type),
  importance: z.number().nullable().catch(null),
  from: fact.shape.from.catch(null),
  until: fact.shape.until.catch(null),
  entities: z.array(entity.extend({ type: entity.shape.type.catch("other") })).catch([]),
  relations: fact.shape.relations.catch([]),
});
export type ToldFact = z.infer<typeof readFact>;

export const factsAnswer = answerShape(
  "facts",
  z.object({ facts: z.array(fact) }),
  z.object({ facts: z.array(readFact) }),
);
