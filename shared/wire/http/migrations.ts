import * as z from "zod";
import { instantOut, named } from "../primitives.ts";
import { contract } from "./contract.ts";

const state = {
  applied: z
    .array(z.object({ name: z.string().meta({ examples: ["0001_foundation.sql"] }), applied_at: instantOut }))
    .meta({ description: "What the database has, in the order of names" }),
  pending: z
    .array(z.string())
    .meta({ description: "What the release that answers brings and the database does not have" }),
  latest: z.string().nullable().meta({ description: "The last of what the database has" }),
};

export const migrationState = z.object(state).meta({ id: "MigrationState" });

export const migrationRun = z
  .object({
    ...state,
    queue: z.string().meta({ description: "Where the letter lies", examples: ["migrations"] }),
    request_id: z.string().meta({ description: "Stands in the log lines of the run" }),
  })
  .meta({ id: "MigrationRun" });

const about = {
  tag: "Operations",
  path: "/v1/admin/migrations",
  scope: "operator",
  query: z.object(named),
} as const;

export const getMigrationsContract = contract({
  ...about,
  operationId: "getMigrations",
  method: "get",
  summary: "What was done to the database, and what waits",
  responses: { 200: { description: "The state", schema: migrationState } },
});

export const runMigrationsContract = contract({
  ...about,
  operationId: "runMigrations",
  method: "post",
  summary: "Run what has not run",
  description:
    "Every deployment does so before anything else; this is for after one that failed, or a database that was restored. A letter goes to the one function that may change tables, which begins within seconds: ask for the state again. The answer has the state as it was before. A run that fails is tried three times and then lies in the dead-letter queue of migrations; its log lines name the file. Safe to repeat: what has run does not run again, and runs follow one another.",
  idempotent: true,
  responses: { 202: { description: "On its way", schema: migrationRun } },
});
