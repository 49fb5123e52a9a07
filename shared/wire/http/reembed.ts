import * as z from "zod";
import { clientId, named } from "../primitives.ts";
import { contract } from "./contract.ts";

const reembedding = z
  .object({
    tenant_id: clientId.nullable().meta({ description: "null stands for every tenant" }),
    model: z.string().meta({ description: "Where it leads: what AIMI_EMBEDDING_MODEL says" }),
    tenants: z.number().meta({ description: "How many tenants are on their way" }),
  })
  .meta({ id: "Reembedding" });

export const reembedContract = contract({
  operationId: "reembed",
  method: "post",
  path: "/v1/admin/reembed",
  tag: "Operations",
  summary: "Move to the embedding model that is set",
  description:
    "After AIMI_EMBEDDING_MODEL was changed and deployed. Messages and memories, old versions included, get vectors of the new model; archived messages do not. Search goes on: what has no vector of the new model yet is found by keyword, and vectors of two models are never compared. At the end the old models' vectors go, of texts that have a new one. A tenant's administrators move their own; an operator who names no tenant moves every one. Safe to repeat: a tenant is walked once at a time.",
  scope: "admin",
  query: z.object(named),
  body: z.object(named).meta({ id: "ReembeddingRequest", examples: [{ tenant_id: "acme" }] }),
  bodyOptional: true,
  idempotent: true,
  leavesWork: true,
  responses: { 202: { description: "On its way", schema: reembedding } },
});
