import * as z from "zod";
import { commaSeparated, instantOut, named, paged, uuid } from "../primitives.ts";
import { idParams, longText, namedQuery, pageOfThings, title } from "./coach-fields.ts";
import { contract } from "./contract.ts";

const status = z.enum(["active", "achieved", "dropped"], { error: "must be active, achieved or dropped" });
const percent = { error: "must be a whole number from 0 to 100" };
const progress = z
  .int(percent)
  .min(0, percent)
  .max(100, percent)
  .nullable()
  .meta({ description: "null: the share of its tasks that are done, cancelled ones aside" });
const targetDate = z.iso
  .date({ error: "must be a date such as 2026-06-30" })
  .refine((date) => date >= "1900", { error: "must not lie before 1900" })
  .nullable()
  .meta({ description: "A day, by the person's own calendar", examples: ["2026-06-30"] });

export const goal = z
  .object({
    id: uuid,
    title: z.string(),
    why: z.string().nullable(),
    measure: z.string().nullable().meta({ description: "By what it shows that it is reached" }),
    target_date: z.iso.date().nullable(),
    progress: z.int().min(0).max(100),
    progress_from: z.enum(["set", "tasks"]),
    status,
    open_tasks: z.int(),
    done_tasks: z.int(),
    version: z.int().meta({ description: "Grows with each change; the ETag, too" }),
    created_at: instantOut,
    updated_at: instantOut,
  })
  .meta({ id: "Goal" });

const fields = {
  why: longText,
  measure: longText,
  target_date: targetDate.optional(),
  progress: progress.optional(),
  status: status.optional(),
};
const goalDraft = z.object({ ...named, title, ...fields }).meta({ id: "GoalDraft" });
const goalChange = z.object({ ...named, title: title.optional(), ...fields }).meta({ id: "GoalChange" });

const tag = "Coach";
const about = { tag, path: "/v1/goals/{id}", params: idParams, query: namedQuery } as const;

export const listGoalsContract = contract({
  operationId: "listGoals",
  method: "get",
  path: "/v1/goals",
  tag,
  summary: "List a person's goals, in the order in which they were made",
  scope: "memory:read",
  query: z.object({ ...named, ...paged, status: commaSeparated(status).optional() }),
  responses: { 200: { description: "A page; next_cursor is null at the end", schema: pageOfThings(goal) } },
});

export const createGoalContract = contract({
  operationId: "createGoal",
  method: "post",
  path: "/v1/goals",
  tag,
  summary: "Set a goal",
  description: "A person has at most 500.",
  scope: "memory:write",
  query: namedQuery,
  body: goalDraft,
  idempotent: true,
  responses: { 201: { description: "The goal", schema: goal } },
});

export const getGoalContract = contract({
  ...about,
  operationId: "getGoal",
  method: "get",
  summary: "Read a goal",
  scope: "memory:read",
  responses: { 200: { description: "The goal", schema: goal } },
});

export const changeGoalContract = contract({
  ...about,
  operationId: "changeGoal",
  method: "patch",
  summary: "Change a goal",
  description:
    "What is left out stays; null unsets. Its tasks stay as they are, also when it is achieved or dropped.",
  scope: "memory:write",
  matchesVersion: true,
  body: goalChange,
  responses: { 200: { description: "The goal", schema: goal } },
});

export const deleteGoalContract = contract({
  ...about,
  operationId: "deleteGoal",
  method: "delete",
  summary: "Take a goal away",
  description:
    "With open tasks it goes only if ?tasks= says what becomes of all its tasks: delete takes them along, cancel cancels those that are open, keep leaves them. What is left is without a goal.",
  scope: "memory:write",
  matchesVersion: true,
  query: z.object({
    ...named,
    tasks: z
      .enum(["delete", "cancel", "keep"], { error: "must be delete, cancel or keep" })
      .optional()
      .meta({ description: "What becomes of its tasks" }),
  }),
  responses: { 204: { description: "It is gone" } },
});
