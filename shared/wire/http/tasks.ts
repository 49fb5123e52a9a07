import * as z from "zod";
import { calendarInstant, commaSeparated, instant, instantOut, named, paged, uuid } from "../primitives.ts";
import { idParams, longText, namedQuery, pageOfThings, recurrence, title } from "./coach-fields.ts";
import { contract } from "./contract.ts";
import { timeZone } from "./time-zone.ts";

const status = z.enum(["open", "done", "cancelled"], { error: "must be open, done or cancelled" });

export const task = z
  .object({
    id: uuid,
    goal_id: uuid.nullable(),
    title: z.string(),
    notes: z.string().nullable(),
    due_at: instantOut.nullable(),
    timezone: z.string().nullable().meta({ description: "By which it recurs, and by which its day ends" }),
    recurrence: z.string().nullable(),
    first_due_at: instantOut.nullable().meta({ description: "Where its recurrence begins" }),
    status,
    done_count: z.int().meta({ description: "How often it was done" }),
    done_at: instantOut.nullable().meta({ description: "When it was done last" }),
    version: z.int().meta({ description: "Grows with each change; the ETag, too" }),
    created_at: instantOut,
    updated_at: instantOut,
  })
  .meta({ id: "Task" });

const ownFields = {
  notes: longText,
  due_at: calendarInstant.nullable().optional(),
  timezone: timeZone.nullable().optional(),
  recurrence,
  status: status.optional(),
};
const fields = { ...ownFields, goal_id: uuid.nullable().optional() };
const taskOfGoalDraft = z.object({ ...named, title, ...ownFields }).meta({ id: "TaskOfGoalDraft" });
const taskDraft = z.object({ ...named, title, ...fields }).meta({ id: "TaskDraft" });
const taskChange = z.object({ ...named, title: title.optional(), ...fields }).meta({ id: "TaskChange" });

const tag = "Coach";
const filters = {
  status: commaSeparated(status).optional(),
  due_from: instant.optional().meta({ description: "Due then or later" }),
  due_until: instant.optional().meta({ description: "Due before" }),
};
const recurs =
  "Where it recurs, due_at says when it is due first, to the whole second, and the recurrence goes by the wall clock of its timezone, the person's if left out.";
const page = { description: "A page; next_cursor is null at the end", schema: pageOfThings(task) };
const about = { tag, path: "/v1/tasks/{id}", params: idParams, query: namedQuery } as const;

export const listTasksContract = contract({
  operationId: "listTasks",
  method: "get",
  path: "/v1/tasks",
  tag,
  summary: "List a person's tasks, in the order in which they were made",
  scope: "memory:read",
  query: z.object({ ...named, ...paged, ...filters, goal_id: uuid.optional() }),
  responses: { 200: page },
});

export const createTaskContract = contract({
  operationId: "createTask",
  method: "post",
  path: "/v1/tasks",
  tag,
  summary: "Note something to do",
  description: `${recurs} A person has at most 5,000.`,
  scope: "memory:write",
  query: namedQuery,
  body: taskDraft,
  idempotent: true,
  responses: { 201: { description: "The task", schema: task } },
});

export const listGoalTasksContract = contract({
  operationId: "listGoalTasks",
  method: "get",
  path: "/v1/goals/{id}/tasks",
  tag,
  summary: "List a goal's tasks, in the order in which they were made",
  scope: "memory:read",
  params: idParams,
  query: z.object({ ...named, ...paged, ...filters }),
  responses: { 200: page },
});

export const createGoalTaskContract = contract({
  operationId: "createGoalTask",
  method: "post",
  path: "/v1/goals/{id}/tasks",
  tag,
  summary: "Note something to do for a goal",
  description: recurs,
  scope: "memory:write",
  params: idParams,
  query: namedQuery,
  body: taskOfGoalDraft,
  idempotent: true,
  responses: { 201: { description: "The task", schema: task } },
});

export const getTaskContract = contract({
  ...about,
  operationId: "getTask",
  method: "get",
  summary: "Read a task",
  scope: "memory:read",
  responses: { 200: { description: "The task", schema: task } },
});

export const changeTaskContract = contract({
  ...about,
  operationId: "changeTask",
  method: "patch",
  summary: "Change a task, or say that it is done",
  description:
    "What is left out stays; null unsets, and takes it out of its goal. One that recurs and is done is open again and due at its next time that is not past, until there is none. Another due_at or recurrence begins it anew. Send If-Match where a call may be repeated: else a repeat says that it was done once more.",
  scope: "memory:write",
  matchesVersion: true,
  body: taskChange,
  responses: { 200: { description: "The task", schema: task } },
});

export const deleteTaskContract = contract({
  ...about,
  operationId: "deleteTask",
  method: "delete",
  summary: "Take a task away",
  scope: "memory:write",
  matchesVersion: true,
  responses: { 204: { description: "It is gone" } },
});
