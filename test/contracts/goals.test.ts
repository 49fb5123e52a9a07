import { uuidv7 } from "uuidv7";
import { describe, expect, test } from "vitest";
import { type Created, type GoalFields, mostGoals, type TasksOfGoal } from "#shared/ports/goals.ts";
import type { TaskStatus } from "#shared/ports/tasks.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { type CoachSubject, coachSubjects, fieldsOfGoal, fieldsOfTask, noon } from "./coach-subject.ts";

describe.each(coachSubjects)("goals in %s", (_name, make) => {
  const coach: CoachSubject = make();
  const { goals, tasks } = coach;

  const made = <Thing>(created: Created<Thing>) => {
    if (created.outcome !== "created") throw new Error(created.outcome);
    return created.thing;
  };
  const creationOf = (person: ActingUser, fields: Partial<GoalFields> = {}) => ({
    ...{ id: uuidv7(), person, fields: fieldsOfGoal(fields), idempotency: null, now: noon },
  });
  const create = async (...given: Parameters<typeof creationOf>) =>
    made(await goals.create(creationOf(...given)));
  const addTask = async (person: ActingUser, goalId: string, status: TaskStatus = "open") => {
    const fields = fieldsOfTask({ goalId, status });
    const created = await tasks.create({ id: uuidv7(), person, fields, idempotency: null, now: noon });
    if (created.outcome !== "created") throw new Error(created.outcome);
    return created.thing;
  };
  const changeOf = (
    person: ActingUser,
    id: string,
    fields: Partial<GoalFields>,
    version: number | null = null,
  ) => ({ ...{ person, id, fields, version, now: noon + 1_000 } });
  const remove = (
    person: ActingUser,
    id: string,
    fate: TasksOfGoal | null = null,
    version: number | null = null,
  ) => goals.remove({ person, id, tasks: fate, version, now: noon + 1_000 });

  test("are what was said of them", async () => {
    const person = buildPerson();
    const fields = {
      ...{ title: "Run a marathon", why: "For my heart", measure: "42 km in one go" },
      ...{ targetDate: "2026-06-30", progress: 10, status: "active" as const },
    };
    const goal = await create(person, fields);
    expect(goal).toEqual({
      ...{ ...fields, id: goal.id, progressFrom: "set", openTasks: 0, doneTasks: 0, version: 1 },
      ...{ createdAt: noon, updatedAt: noon },
    });
    expect(await goals.find(person, goal.id)).toEqual(goal);
  });

  test("are listed as they were made, page by page and by status", async () => {
    const person = buildPerson();
    const ids = [];
    for (const status of ["active", "dropped", "active"] as const) {
      ids.push((await create(person, { status })).id);
    }
    const all = { statuses: undefined };
    const first = await goals.list(person, all, { limit: 2, after: null });
    expect([first.items.map(({ id }) => id), first.next]).toEqual([ids.slice(0, 2), ids[1]]);
    const rest = await goals.list(person, all, { limit: 2, after: first.next });
    expect([rest.items.map(({ id }) => id), rest.next]).toEqual([ids.slice(2), null]);
    const active = await goals.list(person, { statuses: ["active"] }, { limit: 9, after: null });
    expect(active.items.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
  });

  test("are as far as their tasks are done, cancelled ones aside, unless somebody sets it", async () => {
    const person = buildPerson();
    const { id } = await create(person);
    const seen = async () => {
      const { progress, progressFrom, openTasks, doneTasks } = (await goals.find(person, id))!;
      return [progress, progressFrom, openTasks, doneTasks];
    };
    expect(await seen()).toEqual([0, "tasks", 0, 0]);
    for (const status of ["done", "open", "open", "cancelled"] as const) await addTask(person, id, status);
    expect(await seen()).toEqual([33, "tasks", 2, 1]);
    await goals.change(changeOf(person, id, { progress: 80 }));
    expect(await seen()).toEqual([80, "set", 2, 1]);
    await goals.change(changeOf(person, id, { progress: null }));
    expect(await seen()).toEqual([33, "tasks", 2, 1]);
  });

  test("change by what is given, and get a version by what differs", async () => {
    const person = buildPerson();
    const goal = await create(person, { why: "For my heart", targetDate: "2026-06-30" });
    const changed = await goals.change(changeOf(person, goal.id, { status: "achieved", targetDate: null }));
    const expected = { ...goal, status: "achieved", targetDate: null, version: 2, updatedAt: noon + 1_000 };
    expect(changed).toEqual({ outcome: "written", thing: expected });
    expect(await goals.change(changeOf(person, goal.id, { status: "achieved" }))).toEqual(changed);
    expect(await goals.change(changeOf(person, goal.id, {}))).toEqual(changed);
  });

  test("are not changed or taken away by whoever goes by another version", async () => {
    const person = buildPerson();
    const { id } = await create(person);
    for (const version of [0, 2, -1]) {
      expect(await goals.change(changeOf(person, id, { title: "b" }, version))).toEqual({
        outcome: "outdated",
      });
      expect(await remove(person, id, null, version)).toEqual({ outcome: "outdated" });
    }
    const won = await Promise.all(
      ["a", "b", "c"].map((title) => goals.change(changeOf(person, id, { title }, 1))),
    );
    expect(won.map(({ outcome }) => outcome).toSorted()).toEqual(["outdated", "outdated", "written"]);
    expect((await goals.find(person, id))!.version).toBe(2);
  });

  test("lose nothing of changes made at once", async () => {
    const person = buildPerson();
    const { id } = await create(person);
    await Promise.all(
      [{ title: "a" }, { why: "b" }, { measure: "c" }].map((fields) =>
        goals.change(changeOf(person, id, fields)),
      ),
    );
    const changed = { title: "a", why: "b", measure: "c", version: 4 };
    expect(await goals.find(person, id)).toMatchObject(changed);
  });

  test("go only if somebody says what becomes of their open tasks", async () => {
    const person = buildPerson();
    const { id } = await create(person);
    await addTask(person, id, "done");
    await addTask(person, id);
    expect(await remove(person, id)).toEqual({ outcome: "has_tasks", tasks: 1 });
    expect(await goals.find(person, id)).not.toBeNull();
  });

  test.each([
    ["delete", [null, null]],
    ["cancel", ["done", "cancelled"]],
    ["keep", ["done", "open"]],
  ] as const)("take their tasks along as they are told to: %s", async (fate, left) => {
    const person = buildPerson();
    const { id } = await create(person);
    const its = [await addTask(person, id, "done"), await addTask(person, id)];
    expect(await remove(person, id, fate, 1)).toEqual({ outcome: "removed", tasks: 2 });
    expect(await goals.find(person, id)).toBeNull();
    const after = await Promise.all(its.map((task) => tasks.find(person, task.id)));
    expect(after.map((task) => task?.status ?? null)).toEqual(left);
    for (const task of after) expect(task?.goalId ?? null).toBeNull();
    expect(await remove(person, id, fate)).toEqual({ outcome: "missing" });
  });

  test("go with nothing open, and what was done stays without them", async () => {
    const person = buildPerson();
    const { id } = await create(person);
    const task = await addTask(person, id, "done");
    expect(await remove(person, id)).toEqual({ outcome: "removed", tasks: 1 });
    expect(await tasks.find(person, task.id)).toMatchObject({ goalId: null, status: "done", version: 2 });
  });

  test("are made once under a key, however often and at once it is asked", async () => {
    const person = buildPerson();
    const idempotency = { route: "/v1/goals", key: "once", requestHash: "aa" };
    const ask = () => goals.create({ ...creationOf(person, { title: "once" }), idempotency });
    const all = await Promise.all([ask(), ask(), ask()]);
    const [{ id }] = [made(all[0]!)];
    expect(all.map((created) => made(created).id)).toEqual([id, id, id]);
    expect(all.filter((created) => created.outcome === "created" && created.isFirst)).toHaveLength(1);
    const other = { ...creationOf(person), idempotency: { ...idempotency, requestHash: "bb" } };
    expect(await goals.create(other)).toEqual({ outcome: "mismatch" });
    await goals.change(changeOf(person, id, { title: "changed since" }));
    expect(made(await ask())).toMatchObject({ id, title: "changed since" });
    await remove(person, id);
    expect(await ask()).toEqual({ outcome: "gone" });
    const dayLater = { ...creationOf(person), idempotency, now: noon + 24 * 3_600_000 + 1 };
    expect(made(await goals.create(dayLater)).id).toBe(dayLater.id);
  });

  test("are so many at most", async () => {
    const person = buildPerson();
    const idempotency = { route: "/v1/goals", key: "last", requestHash: "aa" };
    await Promise.all(Array.from({ length: mostGoals - 1 }, () => create(person)));
    const last = { ...creationOf(person), idempotency };
    const { id } = made(await goals.create(last));
    expect(await goals.create(creationOf(person))).toEqual({ outcome: "too_many" });
    expect(made(await goals.create({ ...last, id: uuidv7() })).id).toBe(id);
    const refused = { ...creationOf(person), idempotency: { ...idempotency, key: "refused" } };
    expect(await goals.create(refused)).toEqual({ outcome: "too_many" });
    await remove(person, id);
    expect(made(await goals.create(refused)).id).toBe(refused.id);
    expect(await goals.create(creationOf(buildPerson({ tenantId: person.tenantId, userId: "ben" })))).toEqual(
      expect.objectContaining({ outcome: "created" }),
    );
  });

  test("are their person's alone, and begin only in a tenant that is there", async () => {
    const anna = buildPerson();
    const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
    const { id } = await create(anna);
    expect(await goals.find(ben, id)).toBeNull();
    expect((await goals.list(ben, { statuses: undefined }, { limit: 9, after: null })).items).toEqual([]);
    expect(await goals.change(changeOf(ben, id, { title: "mine" }))).toEqual({ outcome: "missing" });
    expect(await remove(ben, id)).toEqual({ outcome: "missing" });
    const stranger = { ...buildPerson(), mayProvision: false };
    expect(await goals.create(creationOf(stranger))).toEqual({ outcome: "tenant_unknown" });
  });
});
