import * as z from "zod";
import { clientId, instantOut, named, text, uuid } from "../primitives.ts";
import { contract, scopes } from "./contract.ts";
import { pageOf, pageQuery } from "./page.ts";

const scope = z.enum(scopes, { error: `must be one of ${scopes.join(", ")}` });

const apiKeyDraft = z
  .object({
    ...named,
    name: text({ min: 1, max: 128 }).meta({ examples: ["import job"] }),
    scopes: z
      .array(scope)
      .min(1, { error: "must name at least one scope" })
      .meta({ description: "None that the caller lacks", examples: [["memory:read", "memory:write"]] }),
  })
  .meta({ id: "ApiKeyDraft" });

const shown = {
  id: uuid,
  tenant_id: clientId,
  name: z.string(),
  scopes: z.array(scope),
  created_by: z.string(),
  created_at: instantOut,
  last_used_at: instantOut.nullable().meta({ description: "To a few minutes" }),
  revoked_at: instantOut.nullable(),
};

export const apiKey = z.object(shown).meta({ id: "ApiKey" });
export const newApiKey = z
  .object({ ...shown, key: z.string().meta({ description: "The key itself, shown this once" }) })
  .meta({ id: "NewApiKey" });

const about = { tag: "Administration", scope: "admin", path: "/v1/admin/api-keys" } as const;

export const createApiKeyContract = contract({
  ...about,
  operationId: "createApiKey",
  method: "post",
  summary: "Create a key for a tenant",
  description: "Only its hash is stored. A repeat under one Idempotency-Key is 409: a secret is shown once.",
  query: z.object(named),
  body: apiKeyDraft,
  idempotent: true,
  responses: { 201: { description: "Created", schema: newApiKey } },
});

export const listApiKeysContract = contract({
  ...about,
  operationId: "listApiKeys",
  method: "get",
  summary: "List a tenant's keys, oldest first",
  query: z.object({ ...named, ...pageQuery(uuid) }),
  responses: { 200: { description: "A page, revoked keys included", schema: pageOf(apiKey) } },
});

export const revokeApiKeyContract = contract({
  ...about,
  operationId: "revokeApiKey",
  method: "delete",
  path: "/v1/admin/api-keys/{id}",
  summary: "Revoke a key",
  description:
    "It stops within five seconds, and its sockets end. Revoking again changes nothing and is 204 too.",
  params: z.object({ id: uuid }),
  query: z.object(named),
  responses: { 204: { description: "Revoked" } },
});
