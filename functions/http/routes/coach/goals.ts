import type * as z from "zod";
import { personOf } from "#shared/domain/access/person-of.ts";
import { changeGoal } from "#shared/domain/coach/change-goal.ts";
import { createGoal } from "#shared/domain/coach/create-goal.ts";
import { getGoal } from "#shared/domain/coach/get-goal.ts";
import { removeGoal } from "#shared/domain/coach/remove-goal.ts";
import type { Goal } from "#shared/ports/goals.ts";
import {
  changeGoalContract,
  createGoalContract,
  deleteGoalContract,
  getGoalContract,
  listGoalsContract,
} from "#shared/wire/http/goals.ts";
import { toCursor } from "#shared/wire/primitives.ts";
import { type Answer, route } from "../../route.ts";
import { toInstant } from "../memory-shapes.ts";
import { toNamed } from "../named.ts";
import { toVersion } from "../to-version.ts";
import { versionTag } from "../version-tag.ts";
import { pickGiven } from "./pick-given.ts";

export const listGoalsRoute = route(listGoalsContract, async ({ caller, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  const page = { limit: query.limit, after: query.cursor ?? null };
  const { items, next } = await ports.goals.list(person, { statuses: query.status }, page);
  const body = { items: items.map(toResponse), next_cursor: toCursor(next) };
  return { status: 200, body, tenantId: person.tenantId };
});

export const createGoalRoute = route(createGoalContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const { idempotency, body } = call;
  const fields = { ...toFields(body), title: body.title };
  return toAnswer(201, await createGoal(call.ports, { person, fields, idempotency }), person);
});

export const getGoalRoute = route(getGoalContract, async ({ caller, query, params, ports }) => {
  const person = personOf(caller, toNamed(query));
  return toAnswer(200, await getGoal(ports, { person, id: params.id }), person);
});

export const changeGoalRoute = route(changeGoalContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const change = {
    person,
    id: call.params.id,
    fields: toFields(call.body),
    version: toVersion(call.ifMatch),
  };
  return toAnswer(200, await changeGoal(call.ports, change), person);
});

export const deleteGoalRoute = route(deleteGoalContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query));
  const tasks = call.query.tasks ?? null;
  await removeGoal(call.ports, { person, id: call.params.id, tasks, version: toVersion(call.ifMatch) });
  return { status: 204, body: null, tenantId: person.tenantId };
});

type Given = z.output<NonNullable<typeof changeGoalContract.body>>;

function toFields({ title, why, measure, target_date: targetDate, progress, status }: Given) {
  return pickGiven({ title, why, measure, targetDate, progress, status });
}

function toAnswer(status: 200 | 201, goal: Goal, { tenantId }: { tenantId: string }): Answer {
  return { status, body: toResponse(goal), headers: versionTag(goal), tenantId };
}

function toResponse(goal: Goal) {
  return {
    id: goal.id,
    title: goal.title,
    why: goal.why,
    measure: goal.measure,
    target_date: goal.targetDate,
    progress: goal.progress,
    progress_from: goal.progressFrom,
    status: goal.status,
    open_tasks: goal.openTasks,
    done_tasks: goal.doneTasks,
    version: goal.version,
    created_at: toInstant(goal.createdAt),
    updated_at: toInstant(goal.updatedAt),
  };
}
