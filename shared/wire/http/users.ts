import * as z from "zod";
import { clientId, instantOut, metadata, named, text, uuid } from "../primitives.ts";
import { contract } from "./contract.ts";
import { timeZone } from "./time-zone.ts";

const locale = z
  .string()
  .max(64, { error: "must not exceed 64 characters" })
  .transform((value, context) => {
    try {
      return Intl.getCanonicalLocales(value)[0]!;
    } catch {
      context.addIssue({ code: "custom", message: "must be a BCP 47 tag such as de-CH" });
      return z.NEVER;
    }
  })
  .meta({ description: "A BCP 47 tag", examples: ["de-CH"] });

const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "must be a time of day such as 22:00" })
  .meta({ examples: ["22:00"] });
const quietHours = z.object({ from: timeOfDay, to: timeOfDay });

export const user = z
  .object({
    id: clientId,
    tenant_id: clientId,
    name: z.string().nullable(),
    email: z.string().nullable().meta({ description: "As whoever signed them in says" }),
    locale: z.string().nullable(),
    time_zone: z.string().nullable(),
    preferences: z.record(z.string(), z.unknown()),
    quiet_hours: quietHours.nullable(),
    created_at: instantOut,
    last_seen_at: instantOut.meta({ description: "To a quarter of an hour" }),
  })
  .meta({ id: "User" });

const userChange = z
  .object({
    ...named,
    name: text({ min: 1, max: 256 }).nullable().optional(),
    locale: locale.nullable().optional(),
    time_zone: timeZone.nullable().optional(),
    preferences: metadata
      .optional()
      .meta({ description: "Any JSON object up to 16 KB; replaced as a whole" }),
    quiet_hours: quietHours
      .refine(({ from, to }) => from !== to, { error: "must not begin when they end; null is none" })
      .nullable()
      .optional()
      .meta({ description: "By the person's own clock: no check-in comes between" }),
  })
  .meta({ id: "UserChange" });

export const deletion = z
  .object({
    deletion_id: uuid,
    tenant_id: clientId,
    status: z.enum(["erasing", "done"]),
    requested_by: z.string().meta({ description: "self, or who acted for the person" }),
    requested_at: instantOut,
    finished_at: instantOut.nullable(),
    erased: z.record(z.string(), z.int()).meta({ description: "How much of what" }),
  })
  .meta({ id: "Deletion" });

const about = { tag: "People", path: "/v1/users/me", query: z.object(named) } as const;

export const getUserContract = contract({
  ...about,
  operationId: "getUser",
  method: "get",
  summary: "Read who one is",
  scope: "memory:read",
  responses: { 200: { description: "The person", schema: user } },
});

export const changeUserContract = contract({
  ...about,
  operationId: "changeUser",
  method: "patch",
  summary: "Say who one is",
  description:
    "What is left out stays; null unsets. In another time zone, reminders that name none go with the person.",
  scope: "memory:write",
  leavesWork: true,
  body: userChange,
  responses: { 200: { description: "The person", schema: user } },
});

export const deleteUserContract = contract({
  ...about,
  operationId: "deleteUser",
  method: "delete",
  summary: "Erase a person and all that is theirs",
  description:
    "Everywhere and for good. From this answer on nobody acts for the person, and nothing is written for them; somebody who comes again under the same id once it is done begins anew. A repeat meanwhile gives the same deletion.",
  scope: "memory:write",
  leavesWork: true,
  responses: { 202: { description: "The erasure, which has begun", schema: deletion } },
});
