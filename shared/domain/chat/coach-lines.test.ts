import { expect, test } from "vitest";
import type { PersonKnowledge } from "#shared/ports/person-knowledge.ts";
import { nothingKnown } from "#test/builders/nothing-known.ts";
import { coachLines } from "./coach-lines.ts";

const at = (instant: string) => Date.parse(instant);
const now = at("2026-11-27T07:15Z");
const zone = "Europe/Berlin";

function linesOf(given: Partial<PersonKnowledge>) {
  const lines = coachLines({
    knowledge: { ...nothingKnown, ...given },
    coming: given.events ?? [],
    now,
    zone,
  });
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const task = { id: "t", title: "Tax form", goalId: null, recurrence: null, createdAt: now };
const reminder = { id: "r", text: "Stretch", recurrence: null, isOpen: false, createdAt: now };

test("a task is told with its time on the person's clock, and that it is overdue", () => {
  const tasks = [
    { ...task, dueAt: at("2026-11-26T22:59Z") },
    { ...task, goalId: "g", dueAt: at("2026-11-27T16:00Z"), recurrence: "FREQ=DAILY" },
  ];
  expect(linesOf({ tasks })).toEqual([
    { kind: "task", id: "t", due: "Thursday 2026-11-26T23:59", overdue: true, text: "Tax form" },
    {
      ...{ kind: "task", id: "t", due: "Friday 2026-11-27T17:00", goal_id: "g" },
      ...{ recurrence: "FREQ=DAILY", text: "Tax form" },
    },
  ]);
});

test("today ends when the person's day does", () => {
  const [late, tomorrow] = [at("2026-11-27T22:59Z"), at("2026-11-27T23:00Z")];
  const tasks = [late, tomorrow].map((dueAt) => ({ ...task, dueAt }));
  const reminders = [late, tomorrow].map((dueAt) => ({ ...reminder, dueAt }));
  expect(linesOf({ tasks, reminders })).toEqual([
    { kind: "task", id: "t", due: "Friday 2026-11-27T23:59", text: "Tax form" },
    { kind: "reminder", id: "r", at: "Friday 2026-11-27T23:59", text: "Stretch" },
  ]);
});

test("a reminder that was told and not acknowledged is told as such, whenever it was", () => {
  const dueAt = at("2026-11-26T20:00Z");
  expect(linesOf({ reminders: [{ ...reminder, dueAt, isOpen: true }] })).toEqual([
    {
      ...{ kind: "reminder", id: "r", at: "Thursday 2026-11-26T21:00" },
      ...{ told: true, acknowledged: false, text: "Stretch" },
    },
  ]);
  expect(linesOf({ reminders: [{ ...reminder, dueAt }] })).toEqual([]);
});

test("a goal is told with how far it is, an event with where and when", () => {
  const wish = { id: "g", title: "Run 10k", createdAt: now };
  const goal = { ...wish, targetDate: "2027-06-30", progress: 40, openTasks: 3 };
  const event = {
    ...{ id: "e", title: "Dentist", location: "Main St 1", timeZone: zone, recurrence: null },
    ...{ createdAt: now, startsAt: at("2026-11-28T09:00Z"), endsAt: at("2026-11-28T10:00Z") },
  };
  expect(linesOf({ goals: [goal], events: [event] })).toEqual([
    {
      ...{ kind: "goal", id: "g", progress: "40%", target_date: "2027-06-30", open_tasks: 3 },
      text: "Run 10k",
    },
    {
      ...{ kind: "event", id: "e", starts: "Saturday 2026-11-28T10:00", ends: "Saturday 2026-11-28T11:00" },
      ...{ location: "Main St 1", text: "Dentist" },
    },
  ]);
});

test("the first of each kind comes before the second of any", () => {
  const tasks = [1, 2, 3].map((hour) => ({ ...task, dueAt: now + hour * 60_000 }));
  const goals = [1, 2].map((id) => ({
    ...{ id: `g${id}`, title: "Run", targetDate: null, progress: 0, openTasks: 0, createdAt: now },
  }));
  const reminders = [{ ...reminder, dueAt: now }];
  expect(linesOf({ tasks, goals, reminders }).map(({ kind }) => kind)).toEqual([
    ...["task", "goal", "reminder"],
    ...["task", "goal"],
    "task",
  ]);
});
