import * as z from "zod";
import { clientId, instantOut, named, text, unitInterval, uuid } from "../primitives.ts";
import { contract } from "./contract.ts";
import { role } from "./messages.ts";
import { pageOf, pageQuery } from "./page.ts";

const daysRange = { error: "must be a whole number of days from 1 to 36500" };
const days = z.number(daysRange).int(daysRange).min(1, daysRange).max(36_500, daysRange);
const flagText = text({ min: 1, max: 256 });
const flagValue = { error: "must be a text, a number, true or false" };
const flags = z
  .record(flagText, z.union([flagText, z.number(), z.boolean()], flagValue), { error: "must be an object" })
  .refine((value) => Object.keys(value).length <= 16, { error: "must not exceed 16 flags" });

const everyRole = ["user", "assistant", "system"] as const;
const policyFields = {
  enabled: z.boolean().default(true).meta({ description: "false: nothing is put away and nothing deleted" }),
  archive: z
    .object({
      after_days: days
        .default(365)
        .meta({ description: "Older than this, by created_at or by when it was restored" }),
      below_importance: unitInterval
        .nullable()
        .default(0.3)
        .meta({ description: "Less important than this; null is every importance" }),
      roles: z
        .array(role)
        .max(3, { error: "must not exceed 3 roles" })
        .default([...everyRole]),
    })
    .nullable()
    .prefault({})
    .meta({ description: "What is put away: all three must hold. null puts nothing away" }),
  delete: z
    .object({ archived_for_days: days.meta({ description: "Counted from when it was put away" }) })
    .nullable()
    .default(null)
    .meta({ description: "What is deleted for good; null deletes nothing" }),
  keep: z
    .object({
      roles: z.array(role).max(3, { error: "must not exceed 3 roles" }).default([]),
      min_importance: unitInterval.nullable().default(null),
      metadata: flags
        .default({ keep: true })
        .meta({ description: "A message whose metadata has one of these, with this value, is kept" }),
    })
    .prefault({})
    .meta({ description: "What is kept for ever: any one of these is enough, for archive and delete alike" }),
};

const policyDraft = z.object({ ...named, ...policyFields }).meta({ id: "RetentionPolicyDraft" });

export const retentionPolicy = z
  .object({
    tenant_id: clientId,
    is_default: z.boolean().meta({ description: "The tenant has set none" }),
    enabled: z.boolean(),
    archive: z
      .object({ after_days: z.int(), below_importance: z.number().nullable(), roles: z.array(role) })
      .nullable(),
    delete: z.object({ archived_for_days: z.int() }).nullable(),
    keep: z.object({
      roles: z.array(role),
      min_importance: z.number().nullable(),
      metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
  })
  .meta({ id: "RetentionPolicy" });

export const retentionRun = z
  .object({
    run_id: uuid,
    tenant_id: clientId.nullable().meta({ description: "null is a run over all tenants" }),
    dry_run: z.boolean(),
    trigger: z.enum(["nightly", "request"]),
    requested_by: z.string().nullable(),
    status: z.enum(["waiting", "running", "done"]),
    archived: z.int().meta({ description: "Messages put away; a dry run: that would be" }),
    deleted: z.int().meta({ description: "Messages deleted for good; a dry run: that would be" }),
    archive_before: instantOut
      .nullable()
      .meta({ description: "What is older was looked at; fixed when the run began" }),
    delete_before: instantOut.nullable().meta({ description: "What was put away before" }),
    tenants: z.int().optional().meta({ description: "Of a run over all tenants: how many it was handed to" }),
    created_at: instantOut,
    started_at: instantOut.nullable(),
    finished_at: instantOut.nullable(),
  })
  .meta({ id: "RetentionRun" });

const about = { tag: "Administration", scope: "admin", query: z.object(named) } as const;
const policyPath = "/v1/admin/retention/policies/{tenant}";
const params = z.object({ tenant: clientId });

export const getRetentionPolicyContract = contract({
  ...about,
  operationId: "getRetentionPolicy",
  method: "get",
  path: policyPath,
  summary: "Read what a tenant puts away and deletes",
  params,
  responses: { 200: { description: "The policy that counts, set or default", schema: retentionPolicy } },
});

export const setRetentionPolicyContract = contract({
  ...about,
  operationId: "setRetentionPolicy",
  method: "put",
  path: policyPath,
  summary: "Set what a tenant puts away and deletes",
  description:
    "Replaces the whole policy: what is left out takes its default. Counts from the next run on. Try it with a dry run.",
  params,
  body: policyDraft,
  responses: { 200: { description: "The policy that counts from now on", schema: retentionPolicy } },
});

export const runRetentionContract = contract({
  ...about,
  operationId: "runRetention",
  method: "post",
  path: "/v1/admin/retention/run",
  summary: "Run retention now, or try it",
  description:
    "Without a tenant an operator runs it for all of them, an administrator for its own. A dry run counts what a run would do at this moment, and changes nothing. Runs of one tenant follow one another.",
  body: z.object({ ...named, dry_run: z.boolean().default(false) }),
  bodyOptional: true,
  idempotent: true,
  responses: {
    200: { description: "Of a dry run: what a run would do", schema: retentionRun },
    202: {
      description: "Begun; its counts stand in its record",
      schema: z.object({ run_id: uuid, dry_run: z.literal(false), tenant_id: clientId.nullable() }),
    },
  },
});

export const getRetentionRunContract = contract({
  ...about,
  operationId: "getRetentionRun",
  method: "get",
  path: "/v1/admin/retention/runs/{id}",
  summary: "Read what a run did",
  params: z.object({ id: uuid }),
  responses: { 200: { description: "The run; its counts grow while it runs", schema: retentionRun } },
});

export const listRetentionRunsContract = contract({
  ...about,
  operationId: "listRetentionRuns",
  method: "get",
  path: "/v1/admin/retention/runs",
  summary: "List the runs, newest first",
  description: "Without a tenant an operator sees the runs over all tenants, and those begun for one.",
  query: z.object({ ...named, ...pageQuery(uuid) }),
  responses: { 200: { description: "A page", schema: pageOf(retentionRun) } },
});
