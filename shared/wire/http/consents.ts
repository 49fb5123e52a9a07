import * as z from "zod";
import { instantOut, named, text, uuid } from "../primitives.ts";
import { contract } from "./contract.ts";
import { pageOf, pageQuery } from "./page.ts";

const types = ["health", "personal"] as const;
export const consentType = z.enum(types, { error: `must be one of ${types.join(", ")}` });

const consentDraft = z
  .object({
    ...named,
    granted: z.boolean(),
    document: text({ min: 1, max: 256 })
      .optional()
      .meta({ description: "What the person was shown, as the app names it", examples: ["privacy-2026-03"] }),
  })
  .meta({ id: "ConsentDraft" });

export const consent = z
  .object({
    id: uuid,
    type: consentType,
    granted: z.boolean(),
    document: z.string().nullable(),
    recorded_at: instantOut,
    is_current: z.boolean().meta({ description: "Whether no later one of its type was recorded" }),
  })
  .meta({ id: "Consent" });

const about = { tag: "People", path: "/v1/users/me/consents" } as const;

export const recordConsentContract = contract({
  ...about,
  operationId: "recordConsent",
  method: "put",
  path: "/v1/users/me/consents/{type}",
  summary: "Allow that facts of a sensitive type are kept, or take it back",
  description:
    "Each change is recorded beside those before. What says the same again changes nothing. Once taken back, nothing of the type is learnt any more, nor used in a conversation: no memory and no line of the state of it, and nothing that was said before and tells of it in so many words. What is stored stays the person's to read, export and erase, and search by the API still finds it; allowed anew, it is used again.",
  scope: "memory:write",
  params: z.object({ type: consentType }),
  query: z.object(named),
  body: consentDraft,
  responses: { 200: { description: "What holds from now on", schema: consent } },
});

export const listConsentsContract = contract({
  ...about,
  operationId: "listConsents",
  method: "get",
  summary: "List what was allowed and taken back, latest first",
  scope: "memory:read",
  query: z.object({ ...named, ...pageQuery(uuid) }),
  responses: { 200: { description: "A page", schema: pageOf(consent) } },
});
