import { expect, test } from "vitest";
import { buildLetter } from "#test/builders/build-letter.ts";
import { stageTurns } from "#test/builders/stage-turns.ts";
import { fakeChatModel, type Move, modelDown } from "#test/fakes/fake-chat-model.ts";

const letter = buildLetter({ text: "Remind me tomorrow at 8 to stretch, and at 9 to call Ben" });
const person = { ...letter, mayProvision: true };
const all = { limit: 50, after: null };
const standing = { kind: "reminder", statuses: undefined, dueFrom: undefined, dueUntil: undefined } as const;

const remind = (text: string, at: string): Move => ({ call: "set_reminder", with: { text, at } });

/** A turn that dies after what it did in each run but the last, and comes again. */
async function runEach(...runs: readonly (readonly (readonly Move[])[])[]) {
  const model = fakeChatModel();
  const stage = stageTurns(model);
  const script: (readonly Move[])[] = [];
  for (const [at, moves] of runs.entries()) {
    const isLast = at === runs.length - 1;
    script.push(...moves, isLast ? ["Done."] : [modelDown]);
    model.script = script;
    const ran = await stage.run({ ...letter, attempt: at + 1, callerId: `caller-${at}` });
    expect(ran).toMatchObject({ outcome: isLast ? "done" : "failed" });
  }
  const { items } = await stage.ports.reminders.list(person, standing, all);
  return { stage, texts: items.map(({ text }) => text) };
}

test("a turn that runs again sets no reminder twice, however the model words it then", async () => {
  const { texts } = await runEach(
    [[remind("Stretch", "2026-02-01T08:00"), remind("Call Ben", "2026-02-01T09:00")]],
    [[remind("To stretch", "2026-02-01T08:00Z")], [remind("Ben", "Sunday 2026-02-01T09:00")]],
  );
  expect(texts).toEqual(["Stretch", "Call Ben"]);
});

test("a call that failed and was mended is the same as one that is right at once", async () => {
  const { texts } = await runEach(
    [[remind("Stretch", "8")], [remind("Stretch", "2026-02-01T08:00")]],
    [[remind("Stretching", "2026-02-01T08:00")]],
  );
  expect(texts).toEqual(["Stretch"]);
});

test("what the run before did not come to is done by the next", async () => {
  const { texts } = await runEach(
    [[remind("Stretch", "2026-02-01T08:00")]],
    [[remind("Stretch!", "2026-02-01T08:00"), remind("Call Ben", "2026-02-01T09:00")]],
  );
  expect(texts).toEqual(["Stretch", "Call Ben"]);
});

test("a reminder that is put off by both runs is put off once", async () => {
  const model = fakeChatModel();
  const stage = stageTurns(model);
  model.script = [[remind("Stretch", "2026-02-01T08:00")], ["Done."]];
  await stage.run(buildLetter({ clientMessageId: "m0" }));
  const { items } = await stage.ports.reminders.list(person, standing, all);
  const snooze = (given: object): Move => ({ call: "snooze_reminder", with: { id: items[0]!.id, ...given } });
  model.script = [...model.script, [snooze({ minutes: 30 })], [modelDown]];
  expect(await stage.run(letter)).toMatchObject({ outcome: "failed" });
  model.script = [...model.script, [snooze({ until: "2026-01-31T10:00" })], ["Done."]];
  expect(await stage.run({ ...letter, attempt: 2 })).toMatchObject({ outcome: "done" });
  const after = await stage.ports.reminders.list(person, standing, all);
  expect(after.items.map(({ dueAt }) => new Date(dueAt).toISOString())).toEqual(["2026-01-31T10:00:00.000Z"]);
});

test("a task that recurs is done once by a turn that runs twice", async () => {
  const model = fakeChatModel();
  const stage = stageTurns(model);
  const water = { title: "Water plants", due: "2026-01-31T18:00", recurrence: "FREQ=DAILY" };
  model.script = [[{ call: "add_task", with: water }], ["Done."]];
  await stage.run(buildLetter({ clientMessageId: "m0" }));
  const find = async () => [...(await stage.ports.tasks.list(person, anyTask, all)).items][0]!;
  const complete: Move = { call: "complete_task", with: { id: (await find()).id } };
  model.script = [...model.script, [complete], [modelDown], [complete], ["Done."]];
  expect(await stage.run(letter)).toMatchObject({ outcome: "failed" });
  expect(await stage.run({ ...letter, attempt: 2 })).toMatchObject({ outcome: "done" });
  expect(await find()).toMatchObject({ doneCount: 1, dueAt: Date.UTC(2026, 1, 1, 18) });
});
const anyTask = { statuses: undefined, goalId: undefined, dueFrom: undefined, dueUntil: undefined };

test("nothing is deleted by the turn that was asked to, but by the answer to its question", async () => {
  const model = fakeChatModel();
  const stage = stageTurns(model);
  model.script = [[{ call: "create_goal", with: { title: "Old" } }], ["Done."]];
  await stage.run(buildLetter({ clientMessageId: "m0" }));
  const goals = async () => (await stage.ports.goals.list(person, { statuses: undefined }, all)).items;
  const remove: Move = { call: "delete_item", with: { kind: "goal", id: (await goals())[0]!.id } };
  model.script = [
    ...model.script,
    [remove],
    [remove],
    [modelDown],
    [remove],
    ["Really?"],
    [remove],
    ["Gone."],
  ];
  const asking = buildLetter({ clientMessageId: "m1", acceptedAt: stage.clock.now() });
  expect(await stage.run(asking)).toMatchObject({ outcome: "failed", tools: 2 });
  stage.clock.advance(60_000);
  expect(await stage.run({ ...asking, attempt: 2, acceptedAt: stage.clock.now() })).toMatchObject({
    tools: 1,
  });
  expect(await goals()).toHaveLength(1);
  stage.clock.advance(60_000);
  const answer = buildLetter({ clientMessageId: "m2", text: "Yes", acceptedAt: stage.clock.now() });
  expect(await stage.run(answer)).toMatchObject({ outcome: "done", tools: 1 });
  expect(await goals()).toEqual([]);
});
