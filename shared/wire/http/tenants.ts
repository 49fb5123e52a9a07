import * as z from "zod";
import { clientId, instantOut, named, text } from "../primitives.ts";
import { consentType } from "./consents.ts";
import { contract } from "./contract.ts";
import { pageOf, pageQuery } from "./page.ts";
import { memoryType, weights } from "./search.ts";

const halfLifeRange = { error: "must be a number of days from 0.1 to 36500" };
const rateRange = { error: "must be a whole number from 0 to 1000000" };

const limits = z.object({
  requests_per_minute: z
    .number(rateRange)
    .int(rateRange)
    .min(0, rateRange)
    .max(1_000_000, rateRange)
    .nullable()
    .optional()
    .meta({ description: "0 is no limit; null leaves it to the stage" }),
});

const tenantDraft = z
  .object({ ...named, id: clientId, name: text({ min: 1, max: 128 }).meta({ examples: ["Acme Inc."] }) })
  .meta({ id: "TenantDraft" });

const tenantChange = z
  .object({
    ...named,
    weights: weights.nullable().optional().meta({ description: "null takes the defaults again" }),
    half_life_days: z
      .number(halfLifeRange)
      .min(0.1, halfLifeRange)
      .max(36_500, halfLifeRange)
      .nullable()
      .optional(),
    limits: limits.optional().meta({ description: "Set by operators alone" }),
    extraction: z.boolean().nullable().optional().meta({
      description: "Whether facts are drawn from what is said; null: from chat, and not from /v1/messages",
    }),
    forbidden_types: z
      .array(memoryType)
      .max(9, { error: "must not exceed 9 types" })
      .optional()
      .meta({ description: "Memory types that are never learnt" }),
    consent_defaults: z
      .array(consentType)
      .max(2, { error: "must not exceed 2 types" })
      .optional()
      .meta({ description: "Types that are learnt of everybody who has not said no" }),
    care_answer: text({ min: 1, max: 2_000 })
      .nullable()
      .optional()
      .meta({ description: "What chat answers to whoever is in danger; null takes the app's answer" }),
  })
  .meta({ id: "TenantChange" });

const weightOut = z.number().nullable();
export const tenant = z
  .object({
    id: clientId,
    name: z.string(),
    weights: z
      .object({ similarity: weightOut, importance: weightOut, decay: weightOut })
      .meta({ description: "null is the default" }),
    half_life_days: z.number().nullable(),
    limits: z.object({ requests_per_minute: z.number().nullable() }),
    extraction: z.boolean().nullable(),
    forbidden_types: z.array(memoryType),
    consent_defaults: z.array(consentType),
    care_answer: z.string().nullable(),
    created_at: instantOut,
  })
  .meta({ id: "Tenant" });

const about = { tag: "Administration", path: "/v1/admin/tenants" } as const;

export const createTenantContract = contract({
  ...about,
  operationId: "createTenant",
  method: "post",
  summary: "Begin a tenant",
  scope: "operator",
  query: z.object(named),
  body: tenantDraft,
  idempotent: true,
  responses: { 201: { description: "Begun", schema: tenant } },
});

export const listTenantsContract = contract({
  ...about,
  operationId: "listTenants",
  method: "get",
  summary: "List the tenants by id",
  scope: "operator",
  query: z.object({ ...named, ...pageQuery(clientId) }),
  responses: { 200: { description: "A page", schema: pageOf(tenant) } },
});

export const updateTenantContract = contract({
  ...about,
  operationId: "updateTenant",
  method: "patch",
  path: "/v1/admin/tenants/{id}",
  summary: "Change what a tenant has set",
  description:
    "What is left out stays. A tenant's own administrators may change all but its limits. A search goes by its own weights, else by these. A conversation's own extraction goes before its tenant's. Where it becomes false, what still waits to be learnt from is learnt from no more.",
  scope: "admin",
  params: z.object({ id: clientId }),
  query: z.object(named),
  body: tenantChange,
  responses: { 200: { description: "The tenant as it is now", schema: tenant } },
});
