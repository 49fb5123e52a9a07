import { expect, test } from "vitest";
import { day, hour, minute, stageFiring } from "#test/builders/stage-firing.ts";
import { snoozeReminder } from "../snooze-reminder.ts";
import { fireReminders } from "./fire-reminders.ts";
import { movePerson } from "./move-person.ts";

const now = Date.parse("2026-01-31T09:30:00Z");

function setUp() {
  const stage = stageFiring();
  const { ports, anna, live, store } = stage;
  const finished: string[] = [];
  const finishedWork = { finish: async (_: string, id: string) => void finished.push(id) };
  live("Europe/Berlin");
  const float = (startsLocal: string, at: string, recurrence: string | null = null) =>
    stage.remind({ startsLocal, at: Date.parse(at), recurrence, timeZone: null, zone: "Europe/Berlin" });
  const move = async (zone: string | null) => {
    if (zone) live(zone);
    return await movePerson({ ...ports, finishedWork }, { id: "move-1", recipient: anna, requestId: "r2" });
  };
  const waitingAt = () =>
    [...store.occurrences.values()]
      .filter(({ state }) => state === "waiting")
      .map(({ dueAt }) => new Date(dueAt).toISOString().slice(0, 16));
  return { ...stage, float, move, waitingAt, finished };
}

test("what floats goes by where the person is now; what has a zone of its own stays", async () => {
  const { float, move, remind, waitingAt, ports, finished } = setUp();
  const daily = await float("2026-01-31T08:00:00", "2026-02-01T07:00:00Z", "FREQ=DAILY");
  const once = await float("2026-02-03T12:00:00", "2026-02-03T11:00:00Z");
  const fixed = await remind({ at: now + day });
  expect(await move("America/New_York")).toEqual({ moved: 2 });
  expect(waitingAt().toSorted()).toEqual(
    ["2026-01-31T13:00", "2026-02-03T17:00", new Date(fixed.at).toISOString().slice(0, 16)].toSorted(),
  );
  expect(finished).toEqual(["move-1"]);
  const sent = ports.jobs.sent.map(({ kind, reminderId, at }) => `${kind} ${reminderId} ${at}`);
  expect(sent.toSorted()).toEqual(
    [
      `unschedule ${daily.reminderId} ${daily.at}`,
      `remind ${daily.reminderId} ${Date.parse("2026-01-31T13:00:00Z")}`,
      `unschedule ${once.reminderId} ${once.at}`,
      `remind ${once.reminderId} ${Date.parse("2026-02-03T17:00:00Z")}`,
    ].toSorted(),
  );
});

test("moved again, it finds nothing to do", async () => {
  const { float, move, ports } = setUp();
  await float("2026-01-31T08:00:00", "2026-02-01T07:00:00Z", "FREQ=DAILY");
  await move("Asia/Tokyo");
  const sent = ports.jobs.sent.length;
  expect(await move(null)).toEqual({ moved: 0 });
  expect(ports.jobs.sent).toHaveLength(sent);
});

test("what is once, and lies behind the person now, is told at once", async () => {
  const { float, move, ports, clock } = setUp();
  const job = await float("2026-01-31T11:00:00", "2026-01-31T10:00:00Z");
  await move("Asia/Tokyo");
  const sent = ports.jobs.sent.find(({ kind }) => kind === "remind");
  expect(sent).toMatchObject({ kind: "remind", at: Date.parse("2026-01-31T02:00:00Z") });
  expect(sent).not.toHaveProperty("delaySeconds");
  const { reminderId = "", at = 0, requestId } = sent!;
  await fireReminders(ports, { tenantId: "acme", jobs: [{ reminderId, at, requestId }, job] });
  expect(ports.push.pushes).toHaveLength(1);
  expect(clock.now()).toBe(now);
});

test("what was put off stays put off", async () => {
  const { float, move, ports, anna, clock, waitingAt } = setUp();
  const job = await float("2026-01-31T10:31:00", "2026-01-31T09:31:00Z", "FREQ=DAILY");
  clock.set(job.at);
  await fireReminders(ports, { tenantId: "acme", jobs: [job] });
  await ports.reminders.snooze({
    ...{ person: anna, named: { id: job.reminderId }, until: { id: "put-off", dueAt: job.at + hour } },
    ...{ requestId: "r", now: clock.now() },
  });
  expect(waitingAt().toSorted()).toEqual(["2026-01-31T10:31", "2026-02-01T09:31"]);
  await move("Asia/Tokyo");
  expect(waitingAt().toSorted()).toEqual(["2026-01-31T10:31", "2026-02-01T01:31"]);
});

test.each([
  ["Europe/Paris", "2026-02-01T07:00"],
  ["Europe/Helsinki", "2026-02-01T06:00"],
  ["Europe/London", "2026-02-01T08:00"],
  ["Asia/Tokyo", "2026-01-31T23:00"],
  ["America/New_York", "2026-02-01T13:00"],
])("a time that was put off before it fired does not come back in %s", async (zone, rule) => {
  const { float, move, ports, anna, clock, waitingAt } = setUp();
  clock.set(Date.parse("2026-01-31T05:30Z"));
  const { reminderId } = await float("2026-01-30T08:00:00", "2026-01-31T07:00:00Z", "FREQ=DAILY");
  const { person, named, now } = { person: anna, named: { id: reminderId }, now: clock.now() };
  await snoozeReminder(ports, { person, named, until: now + 3.5 * hour, requestId: "r" });
  expect(waitingAt().toSorted()).toEqual(["2026-01-31T09:00", "2026-02-01T07:00"]);
  await move(zone);
  expect(waitingAt().toSorted()).toEqual(["2026-01-31T09:00", rule].toSorted());
});

test("every hour goes on from the hour that waits, though another was put off", async () => {
  const { float, move, ports, anna, clock, waitingAt } = setUp();
  clock.set(Date.parse("2026-01-31T08:10Z"));
  const { reminderId } = await float("2026-01-31T08:00:00", "2026-01-31T09:00:00Z", "FREQ=HOURLY");
  const until = clock.now() + 2 * hour;
  await snoozeReminder(ports, { person: anna, named: { id: reminderId }, until, requestId: "r" });
  expect(await move("Asia/Tokyo")).toEqual({ moved: 0 });
  expect(waitingAt().toSorted()).toEqual(["2026-01-31T10:00", "2026-01-31T10:10"]);
});

test("more than a page are all moved", async () => {
  const { float, move, waitingAt } = setUp();
  for (let at = 0; at < 45; at++) await float("2026-02-03T12:00:00", "2026-02-03T11:00:00Z");
  expect(await move("UTC")).toEqual({ moved: 45 });
  expect(new Set(waitingAt())).toEqual(new Set(["2026-02-03T12:00"]));
});

test("one that is changed at the same time lets the job come again; a move that is overtaken leaves the rest to the next", async () => {
  const { float, move, ports, finished } = setUp();
  await float("2026-02-03T12:00:00", "2026-02-03T11:00:00Z");
  const { change } = ports.reminders;
  ports.reminders.change = async () => ({ outcome: "outdated" });
  await expect(move("UTC")).rejects.toMatchObject({ code: "upstream_unavailable" });
  expect(finished).toEqual([]);
  ports.reminders.change = async () => ({ outcome: "elsewhere", zone: "Asia/Tokyo" });
  expect(await move("UTC")).toEqual({ moved: 0 });
  ports.reminders.change = change;
  expect(await move("UTC")).toEqual({ moved: 1 });
});

test("what cannot be sent is left to the sweep", async () => {
  const { float, move, ports, store, clock } = setUp();
  await float("2026-02-03T12:00:00", "2026-02-03T11:00:00Z");
  ports.jobs.failing = true;
  expect(await move("UTC")).toEqual({ moved: 1 });
  const due = [...store.people.memory.outbox.values()].map(({ dueAt }) => dueAt - clock.now());
  expect(due).toEqual([minute, minute]);
});
