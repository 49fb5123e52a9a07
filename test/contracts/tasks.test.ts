import { uuidv7 } from "uuidv7";
import { describe, expect, test } from "vitest";
import type { ChangeTask, Task, TaskFields, TaskFilter } from "#shared/ports/tasks.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildUserChange } from "#test/builders/build-user-change.ts";
import { type CoachSubject, coachSubjects, fieldsOfGoal, fieldsOfTask, noon } from "./coach-subject.ts";

const day = 86_400_000;
const everyDay = { dueAt: noon, recurrence: "FREQ=DAILY" };

describe.each(coachSubjects)("tasks in %s", (_name, make) => {
  const { goals, tasks, users }: CoachSubject = make();

  const creationOf = (person: ActingUser, fields: Partial<TaskFields> = {}) => ({
    ...{ id: uuidv7(), person, fields: fieldsOfTask(fields), idempotency: null, now: noon },
  });
  const create = async (...given: Parameters<typeof creationOf>): Promise<Task> => {
    const created = await tasks.create(creationOf(...given));
    if (created.outcome !== "created") throw new Error(created.outcome);
    return created.thing;
  };
  const goalOf = async (person: ActingUser): Promise<string> => {
    const id = uuidv7();
    await goals.create({ id, person, fields: fieldsOfGoal(), idempotency: null, now: noon });
    return id;
  };
  const change = (person: ActingUser, id: string, how: Partial<ChangeTask>) =>
    tasks.change({ person, id, fields: {}, isDone: false, version: null, now: noon + 1_000, ...how });
  const written = async (...given: Parameters<typeof change>): Promise<Task> => {
    const changed = await change(...given);
    if (changed.outcome !== "written") throw new Error(changed.outcome);
    return changed.thing;
  };
  const idsOf = async (person: ActingUser, filter: Partial<TaskFilter>) => {
    const all = { statuses: undefined, goalId: undefined, dueFrom: undefined, dueUntil: undefined };
    const { items } = await tasks.list(person, { ...all, ...filter }, { limit: 99, after: null });
    return items.map(({ id }) => id);
  };

  test("are what was said of them", async () => {
    const person = buildPerson();
    const goalId = await goalOf(person);
    const fields = { goalId, title: "Buy shoes", notes: "Size 43", dueAt: noon, timeZone: "Europe/Berlin" };
    const task = await create(person, fields);
    expect(task).toEqual({
      ...{ ...fields, id: task.id, recurrence: null, firstDueAt: null, status: "open" },
      ...{ doneCount: 0, doneAt: null, version: 1, createdAt: noon, updatedAt: noon },
    });
    expect(await tasks.find(person, task.id)).toEqual(task);
    expect((await create(person)).timeZone).toBeNull();
    const done = await create(person, { status: "done" });
    expect(done).toMatchObject({ status: "done", doneCount: 1, doneAt: noon });
  });

  test("recur by the person's zone where they name none, and by UTC where nobody has said", async () => {
    const person = buildPerson();
    expect(await create(person, everyDay)).toMatchObject({ timeZone: "UTC", firstDueAt: noon });
    await users.change(buildUserChange(person, { timeZone: "Asia/Tokyo" }));
    const task = await create(person, everyDay);
    expect(task.timeZone).toBe("Asia/Tokyo");
    expect((await create(person, { ...everyDay, timeZone: "Europe/Berlin" })).timeZone).toBe("Europe/Berlin");
    const once = await create(person, { dueAt: noon });
    expect((await written(person, once.id, { fields: { recurrence: "FREQ=DAILY" } })).timeZone).toBe(
      "Asia/Tokyo",
    );
  });

  test("that recur are due at whole seconds as soon as they do", async () => {
    const person = buildPerson();
    const { id } = await create(person, { dueAt: noon + 567 });
    expect(await written(person, id, { fields: { title: "Run" } })).toMatchObject({ dueAt: noon + 567 });
    const recurring = await written(person, id, { fields: { recurrence: "FREQ=DAILY" } });
    expect(recurring).toMatchObject({ dueAt: noon, firstDueAt: noon, version: 3 });
    expect(await written(person, id, { fields: { dueAt: noon + 999 } })).toEqual(recurring);
  });

  test("are listed as they were made, by status, goal and when they are due", async () => {
    const person = buildPerson();
    const goalId = await goalOf(person);
    const first = await create(person, { dueAt: noon });
    const second = await create(person, { goalId, dueAt: noon + day });
    const third = await create(person, { goalId, status: "done" });
    const all = [first, second, third].map(({ id }) => id);
    expect(await idsOf(person, {})).toEqual(all);
    expect(await idsOf(person, { statuses: ["done", "cancelled"] })).toEqual([third.id]);
    expect(await idsOf(person, { goalId })).toEqual([second.id, third.id]);
    expect(await idsOf(person, { dueFrom: noon + 1 })).toEqual([second.id]);
    expect(await idsOf(person, { dueFrom: noon, dueUntil: noon + day })).toEqual([first.id]);
    const any = { statuses: undefined, goalId: undefined, dueFrom: undefined, dueUntil: undefined };
    const page = await tasks.list(person, any, { limit: 2, after: null });
    expect([page.items.map(({ id }) => id), page.next]).toEqual([all.slice(0, 2), all[1]]);
    const rest = await tasks.list(person, any, { limit: 2, after: page.next });
    expect([rest.items.map(({ id }) => id), rest.next]).toEqual([all.slice(2), null]);
  });

  test("change by what is given, and get a version by what differs", async () => {
    const person = buildPerson();
    const goalId = await goalOf(person);
    const task = await create(person, { goalId, notes: "Size 43", dueAt: noon });
    const fields = { goalId: null, notes: null, title: "Buy boots" };
    const changed = await written(person, task.id, { fields });
    expect(changed).toEqual({ ...task, ...fields, version: 2, updatedAt: noon + 1_000 });
    expect(await written(person, task.id, { fields })).toEqual(changed);
    expect(await written(person, task.id, {})).toEqual(changed);
    expect(await written(person, task.id, { fields: { status: "cancelled" } })).toMatchObject({
      ...{ status: "cancelled", version: 3 },
    });
    expect(await written(person, task.id, { fields: { status: "open" } })).toMatchObject({ status: "open" });
  });

  test("are done once, however often that is said", async () => {
    const person = buildPerson();
    const { id } = await create(person);
    const done = await written(person, id, { isDone: true, fields: { notes: "At last" } });
    const expected = { status: "done", doneCount: 1, doneAt: noon + 1_000, version: 2, notes: "At last" };
    expect(done).toMatchObject(expected);
    expect(await written(person, id, { isDone: true, now: noon + 2_000 })).toEqual(done);
  });

  test("that recur are not done until somebody says when they are due next", async () => {
    const person = buildPerson();
    const task = await create(person, everyDay);
    const fields = { title: "Run", recurrence: "FREQ=WEEKLY" };
    expect(await change(person, task.id, { isDone: true, fields })).toEqual({
      ...{ outcome: "recurs", thing: { ...task, ...fields } },
    });
    expect(await tasks.find(person, task.id)).toEqual(task);
    const again = { isDone: true, next: noon + day, version: 1 };
    expect(await written(person, task.id, again)).toEqual({
      ...{ ...task, dueAt: noon + day, doneCount: 1, doneAt: noon + 1_000 },
      ...{ version: 2, updatedAt: noon + 1_000 },
    });
    expect(await written(person, task.id, { isDone: true, next: null })).toMatchObject({
      ...{ status: "done", dueAt: noon + day, doneCount: 2 },
    });
    const over = await written(person, task.id, { isDone: true });
    expect([over.doneCount, over.version]).toEqual([2, 3]);
  });

  test("that recur are done once by all who go by one version", async () => {
    const person = buildPerson();
    const { id } = await create(person, everyDay);
    const complete = () => change(person, id, { isDone: true, next: noon + day, version: 1 });
    const outcomes = (await Promise.all([complete(), complete(), complete()])).map(({ outcome }) => outcome);
    expect(outcomes.toSorted()).toEqual(["outdated", "outdated", "written"]);
    expect(await tasks.find(person, id)).toMatchObject({ doneCount: 1, version: 2 });
  });

  test("begin their rule anew where another time or rule is said, and must be due to recur", async () => {
    const person = buildPerson();
    const { id } = await create(person, everyDay);
    await written(person, id, { isDone: true, next: noon + day });
    const same = await written(person, id, { fields: { title: "Run", dueAt: noon + day } });
    expect(same.firstDueAt).toBe(noon);
    const moved = await written(person, id, { fields: { dueAt: noon + 3 * day } });
    expect(moved.firstDueAt).toBe(noon + 3 * day);
    expect(await change(person, id, { fields: { dueAt: null } })).toEqual({ outcome: "undated" });
    const once = await written(person, id, { fields: { dueAt: null, recurrence: null } });
    expect(once).toMatchObject({ dueAt: null, firstDueAt: null, recurrence: null });
    const recurring = { fields: { recurrence: "FREQ=DAILY" } };
    expect(await change(person, id, recurring)).toEqual({ outcome: "undated" });
  });

  test("belong to a goal that is there and their person's", async () => {
    const person = buildPerson();
    const ben = buildPerson({ tenantId: person.tenantId, userId: "ben" });
    const { id } = await create(person);
    for (const goalId of [uuidv7(), await goalOf(ben)]) {
      expect(await tasks.create(creationOf(person, { goalId }))).toEqual({ outcome: "goal_missing" });
      expect(await change(person, id, { fields: { goalId } })).toEqual({ outcome: "goal_missing" });
    }
    const goalId = await goalOf(person);
    expect((await written(person, id, { fields: { goalId } })).goalId).toBe(goalId);
  });

  test("are made once under a key, and a key that was refused is free", async () => {
    const person = buildPerson();
    const idempotency = { route: "/v1/tasks", key: "once", requestHash: "aa" };
    const refused = { ...creationOf(person, { goalId: uuidv7() }), idempotency };
    expect(await tasks.create(refused)).toEqual({ outcome: "goal_missing" });
    const ask = () => tasks.create({ ...creationOf(person), idempotency });
    const all = await Promise.all([ask(), ask(), ask()]);
    const ids = all.map((created) => created.outcome === "created" && created.thing.id);
    expect([new Set(ids).size, await idsOf(person, {})]).toEqual([1, [ids[0]]]);
    expect(await tasks.create({ ...refused, idempotency: { ...idempotency, requestHash: "bb" } })).toEqual({
      outcome: "mismatch",
    });
  });

  test("go, unless somebody goes by another version", async () => {
    const person = buildPerson();
    const { id } = await create(person);
    const remove = (version: number | null) => tasks.remove({ person, id, version, now: noon });
    expect(await remove(2)).toBe("outdated");
    expect(await remove(1)).toBe("removed");
    expect([await remove(null), await tasks.find(person, id)]).toEqual(["missing", null]);
  });

  test("are their person's alone, and begin only in a tenant that is there", async () => {
    const anna = buildPerson();
    const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
    const { id } = await create(anna);
    expect([await tasks.find(ben, id), await idsOf(ben, {})]).toEqual([null, []]);
    expect(await change(ben, id, { fields: { title: "mine" } })).toEqual({ outcome: "missing" });
    expect(await tasks.remove({ person: ben, id, version: null, now: noon })).toBe("missing");
    const stranger = { ...buildPerson(), mayProvision: false };
    expect(await tasks.create(creationOf(stranger))).toEqual({ outcome: "tenant_unknown" });
  });
});
