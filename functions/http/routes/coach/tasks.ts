import type * as z from "zod";
import { type Person, personOf } from "#shared/domain/access/person-of.ts";
import { changeTask } from "#shared/domain/coach/change-task.ts";
import { createTask } from "#shared/domain/coach/create-task.ts";
import { getTask } from "#shared/domain/coach/get-task.ts";
import { listTasks } from "#shared/domain/coach/list-tasks.ts";
import { removeTask } from "#shared/domain/coach/remove-task.ts";
import type { Task } from "#shared/ports/tasks.ts";
import {
  changeTaskContract,
  createGoalTaskContract,
  createTaskContract,
  deleteTaskContract,
  getTaskContract,
  listGoalTasksContract,
  listTasksContract,
} from "#shared/wire/http/tasks.ts";
import { toCursor } from "#shared/wire/primitives.ts";
import { type Answer, type Call, route } from "../../route.ts";
import { toInstant } from "../memory-shapes.ts";
import { toNamed } from "../named.ts";
import { toVersion } from "../to-version.ts";
import { versionTag } from "../version-tag.ts";
import { pickGiven } from "./pick-given.ts";

export const listTasksRoute = route(listTasksContract, async ({ caller, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  return await toList(ports, person, query, query.goal_id);
});

export const listGoalTasksRoute = route(listGoalTasksContract, async ({ caller, query, params, ports }) => {
  const person = personOf(caller, toNamed(query));
  return await toList(ports, person, query, params.id);
});

export const createTaskRoute = route(createTaskContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const { idempotency, body } = call;
  const fields = { ...toFields(body), title: body.title };
  return toAnswer(201, await createTask(call.ports, { person, fields, idempotency }), person);
});

export const createGoalTaskRoute = route(createGoalTaskContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const { idempotency, body, params } = call;
  const fields = { ...toFields(body), title: body.title, goalId: params.id };
  return toAnswer(201, await createTask(call.ports, { person, fields, idempotency }), person);
});

export const getTaskRoute = route(getTaskContract, async ({ caller, query, params, ports }) => {
  const person = personOf(caller, toNamed(query));
  return toAnswer(200, await getTask(ports, { person, id: params.id }), person);
});

export const changeTaskRoute = route(changeTaskContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const change = {
    person,
    id: call.params.id,
    fields: toFields(call.body),
    version: toVersion(call.ifMatch),
  };
  return toAnswer(200, await changeTask(call.ports, change), person);
});

export const deleteTaskRoute = route(deleteTaskContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query));
  await removeTask(call.ports, { person, id: call.params.id, version: toVersion(call.ifMatch) });
  return { status: 204, body: null, tenantId: person.tenantId };
});

type Query = z.output<NonNullable<typeof listGoalTasksContract.query>>;
type Ports = Call<unknown, unknown, unknown>["ports"];

async function toList(
  ports: Ports,
  person: Person,
  query: Query,
  goalId: string | undefined,
): Promise<Answer> {
  const { status: statuses, due_from: dueFrom, due_until: dueUntil, limit, cursor } = query;
  const filter = { statuses, goalId, dueFrom, dueUntil };
  const { items, next } = await listTasks(ports, { person, filter, page: { limit, after: cursor ?? null } });
  const body = { items: items.map(toResponse), next_cursor: toCursor(next) };
  return { status: 200, body, tenantId: person.tenantId };
}

type Given = Partial<z.output<NonNullable<typeof changeTaskContract.body>>>;

function toFields({ title, notes, status, recurrence, ...given }: Given) {
  const { goal_id: goalId, due_at: dueAt, timezone: timeZone } = given;
  return pickGiven({ goalId, title, notes, dueAt, timeZone, recurrence, status });
}

function toAnswer(status: 200 | 201, task: Task, { tenantId }: Person): Answer {
  return { status, body: toResponse(task), headers: versionTag(task), tenantId };
}

function toResponse(task: Task) {
  return {
    id: task.id,
    goal_id: task.goalId,
    title: task.title,
    notes: task.notes,
    due_at: toInstant(task.dueAt),
    timezone: task.timeZone,
    recurrence: task.recurrence,
    first_due_at: toInstant(task.firstDueAt),
    status: task.status,
    done_count: task.doneCount,
    done_at: toInstant(task.doneAt),
    version: task.version,
    created_at: toInstant(task.createdAt),
    updated_at: toInstant(task.updatedAt),
  };
}
