import { describe, expect, inject, test } from "vitest";
import * as z from "zod";
import { event } from "#shared/wire/http/events.ts";
import { goal } from "#shared/wire/http/goals.ts";
import { task } from "#shared/wire/http/tasks.ts";
import { uniqueTenant } from "#test/builders/unique-tenant.ts";
import { type Answer, call, queryString, refusal, shaped } from "./call.ts";

const { url } = inject("cloud");
const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });
const hourMs = 3_600_000;
const fromNow = (ms: number) => new Date(Math.floor(Date.now() / 1_000) * 1_000 + ms).toISOString();

/** A person of a tenant of their own. */
function start(tenant_id = uniqueTenant(), user_id = "anna") {
  const ask = (
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> =>
    call(`${url}${path}${path.includes("?") ? "&" : "?"}${queryString({ tenant_id, user_id })}`, {
      ...{ method, headers, ...(body && { body }) },
    });
  const read = <Schema extends z.ZodType>(schema: Schema, answer: Answer, status = 200) => {
    expect(answer.status, answer.text).toBe(status);
    return shaped(schema, answer.json());
  };
  const make = async <Schema extends z.ZodType>(schema: Schema, path: string, body: object) =>
    read(schema, await ask("POST", path, body), 201);
  return { tenant_id, ask, read, make, tagOf: (answer: Answer) => answer.headers.get("etag") };
}

describe("goals", () => {
  test("are set, followed by their tasks, and reached", async () => {
    const { ask, read, make } = start();
    const said = { title: "Run a marathon", why: "My heart", measure: "42 km", target_date: "2026-06-30" };
    const made = await make(goal, "/v1/goals", said);
    expect(made).toMatchObject({
      ...said,
      progress: 0,
      progress_from: "tasks",
      status: "active",
      version: 1,
    });
    const its = `/v1/goals/${made.id}/tasks`;
    const shoes = await make(task, its, { title: "Buy shoes" });
    await make(task, its, { title: "Find a plan" });
    await make(task, "/v1/tasks", { title: "Sleep more" });
    read(task, await ask("PATCH", `/v1/tasks/${shoes.id}`, { status: "done" }));
    const now = read(goal, await ask("GET", `/v1/goals/${made.id}`));
    expect(now).toMatchObject({ progress: 50, open_tasks: 1, done_tasks: 1 });
    const { items } = read(pageOf(task), await ask("GET", `${its}?status=open`));
    expect(items.map(({ title }) => title)).toEqual(["Find a plan"]);
    const reached = read(
      goal,
      await ask("PATCH", `/v1/goals/${made.id}`, { status: "achieved", progress: 100 }),
    );
    expect(reached).toMatchObject({ progress: 100, progress_from: "set", open_tasks: 1, version: 2 });
    expect(read(pageOf(goal), await ask("GET", "/v1/goals?status=active,dropped")).items).toEqual([]);
    expect(read(pageOf(goal), await ask("GET", "/v1/goals?status=achieved")).items).toEqual([reached]);
  });

  test("with open tasks go once somebody says what becomes of them", async () => {
    const { ask, read, make } = start();
    const { id } = await make(goal, "/v1/goals", { title: "Sleep" });
    const { id: taskId } = await make(task, "/v1/tasks", { title: "Buy a bed", goal_id: id });
    const refused = refusal(await ask("DELETE", `/v1/goals/${id}`));
    expect([refused.code, refused.message]).toEqual(["conflict", expect.stringContaining("?tasks=keep")]);
    expect((await ask("DELETE", `/v1/goals/${id}?tasks=forget`)).status).toBe(400);
    expect((await ask("DELETE", `/v1/goals/${id}?tasks=cancel`)).status).toBe(204);
    const left = read(task, await ask("GET", `/v1/tasks/${taskId}`));
    expect(left).toMatchObject({ goal_id: null, status: "cancelled", version: 2 });
    for (const path of [`/v1/goals/${id}`, `/v1/goals/${id}/tasks`, `/v1/tasks?goal_id=${id}`])
      expect((await ask("GET", path)).status).toBe(404);
    expect((await ask("PATCH", `/v1/tasks/${taskId}`, { goal_id: id })).status).toBe(404);
  });

  test("are listed page by page", async () => {
    const { ask, read, make } = start();
    for (const title of ["one", "two", "three"]) await make(goal, "/v1/goals", { title });
    const first = read(pageOf(goal), await ask("GET", "/v1/goals?limit=2"));
    const rest = read(pageOf(goal), await ask("GET", `/v1/goals?limit=2&cursor=${first.next_cursor}`));
    const titles = [first, rest].map(({ items }) => items.map(({ title }) => title));
    expect([titles, rest.next_cursor]).toEqual([[["one", "two"], ["three"]], null]);
  });
});

test.each([
  ["/v1/goals", { title: "Run" }, { title: "Walk" }],
  ["/v1/tasks", { title: "Run" }, { title: "Walk" }],
  ["/v1/events", { title: "Run", starts_at: "2026-03-28T08:00:00Z" }, { title: "Walk" }],
])("%s: one thing under a key, and one version at a time", async (path, draft, change) => {
  const { ask, tagOf } = start();
  const key = { "idempotency-key": "once" };
  const made = await Promise.all([1, 2, 3].map(() => ask("POST", path, draft, key)));
  const ids = made.map((answer) => (answer.json() as { id: string }).id);
  expect([made.map(({ status }) => status), new Set(ids).size]).toEqual([[201, 201, 201], 1]);
  expect((await ask("POST", path, { ...draft, title: "Other" }, key)).status).toBe(422);
  const one = `${path}/${ids[0]}`;
  expect([tagOf(made[0]!), tagOf(await ask("GET", one))]).toEqual(['"1"', '"1"']);
  const changed = await ask("PATCH", one, change, { "if-match": '"1"' });
  expect([changed.status, tagOf(changed)]).toEqual([200, '"2"']);
  for (const tag of ['"1"', 'W/"2"', '"1", W/"2"', "nonsense"]) {
    const refused = await ask("PATCH", one, change, { "if-match": tag });
    expect([refused.status, refusal(refused).code]).toEqual([412, "precondition_failed"]);
    expect((await ask("DELETE", one, undefined, { "if-match": tag })).status).toBe(412);
  }
  expect((await ask("PATCH", one, {})).status).toBe(200);
  expect((await ask("DELETE", one, undefined, { "if-match": '"1", "2"' })).status).toBe(204);
  expect((await ask("DELETE", one)).status).toBe(404);
  const gone = await ask("POST", path, draft, key);
  expect([gone.status, refusal(gone).message]).toEqual([409, expect.stringContaining("use a new key")]);
});

describe("tasks", () => {
  test("that recur come again when they are done, once for all who go by one version", async () => {
    const { ask, read, make } = start();
    await ask("PATCH", "/v1/users/me", { time_zone: "Asia/Kolkata" });
    const dueAt = fromNow(hourMs);
    const draft = { title: "Run", due_at: dueAt, recurrence: "RRULE:FREQ=DAILY;COUNT=2" };
    const made = await make(task, "/v1/tasks", draft);
    const rule = { recurrence: "FREQ=DAILY;COUNT=2", timezone: "Asia/Kolkata", first_due_at: dueAt };
    expect(made).toMatchObject({ ...rule, due_at: dueAt, done_count: 0 });
    const done = (tag: string) =>
      ask("PATCH", `/v1/tasks/${made.id}`, { status: "done" }, { "if-match": tag });
    const tomorrow = new Date(Date.parse(dueAt) + 24 * hourMs).toISOString();
    const both = await Promise.all([done('"1"'), done('"1"')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    const again = read(task, both.find(({ status }) => status === 200)!);
    expect(again).toMatchObject({ status: "open", due_at: tomorrow, done_count: 1 });
    const over = read(task, await done('"2"'));
    expect(over).toMatchObject({ status: "done", due_at: tomorrow, done_count: 2 });
  });

  test("are found by when they are due", async () => {
    const { ask, read, make } = start();
    const [soon, later] = [fromNow(hourMs), fromNow(48 * hourMs)];
    await make(task, "/v1/tasks", { title: "soon", due_at: soon });
    await make(task, "/v1/tasks", { title: "later", due_at: later });
    await make(task, "/v1/tasks", { title: "some day" });
    const titles = async (query: object) =>
      read(pageOf(task), await ask("GET", `/v1/tasks?${queryString({ ...query })}`)).items.map(
        ({ title }) => title,
      );
    expect(await titles({})).toEqual(["soon", "later", "some day"]);
    expect(await titles({ due_until: later })).toEqual(["soon"]);
    expect(await titles({ due_from: later })).toEqual(["later"]);
    expect(await titles({ status: "done,cancelled" })).toEqual([]);
  });

  test.each([
    ["recurrence", { recurrence: "sometimes", due_at: "2026-03-28T08:00:00Z" }],
    ["due_at", { recurrence: "FREQ=DAILY" }],
    ["timezone", { timezone: "Mars/Olympus" }],
    ["status", { status: "half done" }],
    ["notes", { notes: "x".repeat(2_001) }],
    ["title", { title: "x".repeat(201) }],
    ["title", { title: "  " }],
  ])("say what is wrong with %s", async (path, fields) => {
    const answer = await start().ask("POST", "/v1/tasks", { title: "Run", ...fields });
    expect([answer.status, refusal(answer).details?.[0]?.path]).toEqual([400, path]);
  });
});

describe("events", () => {
  test("are in the person's own zone, and found by a stretch in which they have a time", async () => {
    const { ask, read, make } = start();
    await ask("PATCH", "/v1/users/me", { time_zone: "Europe/Berlin" });
    const yoga = {
      title: "Yoga",
      starts_at: "2026-03-27T07:00:00.000Z",
      ends_at: "2026-03-27T08:00:00.000Z",
    };
    const made = await make(event, "/v1/events", { ...yoga, recurrence: "FREQ=DAILY;COUNT=4" });
    expect(made).toMatchObject({
      ...{ ...yoga, timezone: "Europe/Berlin", location: null, last_ends_at: "2026-03-30T07:00:00.000Z" },
    });
    await make(event, "/v1/events", {
      ...{ title: "Birthday", starts_at: "2020-06-01T00:00:00Z", recurrence: "FREQ=YEARLY" },
    });
    const list = async (from: string, until: string) =>
      read(pageOf(event), await ask("GET", `/v1/events?from=${from}&until=${until}`)).items.map((each) => [
        ...[each.title, each.next_starts_at],
      ]);
    const sunday = ["2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z"] as const;
    expect(await list(...sunday)).toEqual([["Yoga", "2026-03-29T06:00:00.000Z"]]);
    const june = ["2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z"] as const;
    expect(await list(...june)).toEqual([["Birthday", "2026-06-01T00:00:00.000Z"]]);
    const moved = read(event, await ask("PATCH", `/v1/events/${made.id}`, { timezone: "UTC" }));
    expect(moved.last_ends_at).toBe("2026-03-30T08:00:00.000Z");
  });

  test("do not end before they start", async () => {
    const { ask, make } = start();
    const startsAt = "2026-03-27T07:00:00Z";
    const bad = { title: "Yoga", starts_at: startsAt, ends_at: "2026-03-27T06:59:59Z" };
    const { id } = await make(event, "/v1/events", { title: "Yoga", starts_at: startsAt });
    const answers = [
      await ask("POST", "/v1/events", bad),
      await ask("PATCH", `/v1/events/${id}`, { ends_at: bad.ends_at }),
    ];
    for (const answer of answers)
      expect([answer.status, refusal(answer).details?.[0]?.path]).toEqual([400, "ends_at"]);
  });
});

test.each(["2026-02-30", "2026-13-01", "30.06.2026", "2026-06-30T00:00:00Z", "0000-01-01"])(
  "%s is no day on which a goal is reached",
  async (target_date) => {
    const answer = await start().ask("POST", "/v1/goals", { title: "Run", target_date });
    expect([answer.status, refusal(answer).details?.[0]?.path]).toEqual([400, "target_date"]);
  },
);

test("what a person keeps with the coach is theirs alone, and goes along with their export", async () => {
  const { tenant_id, ask, make } = start();
  const ben = start(tenant_id, "ben");
  const made = await make(goal, "/v1/goals", { title: "Run a marathon" });
  const its = await make(task, `/v1/goals/${made.id}/tasks`, { title: "Buy shoes" });
  const race = await make(event, "/v1/events", { title: "The race", starts_at: "2026-09-27T07:00:00Z" });
  for (const path of [`/v1/goals/${made.id}`, `/v1/tasks/${its.id}`, `/v1/events/${race.id}`]) {
    expect((await ben.ask("GET", path)).status).toBe(404);
    expect((await ben.ask("PATCH", path, { title: "mine" })).status).toBe(404);
    expect((await ben.ask("DELETE", path)).status).toBe(404);
  }
  expect((await ben.ask("POST", "/v1/tasks", { title: "mine", goal_id: made.id })).status).toBe(404);
  const lines = (await ask("GET", "/v1/users/me/export")).text.trim().split("\n");
  const records = lines.map((line) => JSON.parse(line) as { kind: string; title?: string });
  const kept = records.filter(({ kind }) => ["goal", "task", "event"].includes(kind));
  expect(kept).toMatchObject([
    ...[
      { kind: "goal", title: "Run a marathon", progress: null },
      { kind: "task", goal_id: made.id },
    ],
    ...[{ kind: "event", title: "The race", timezone: "UTC" }],
  ]);
});
