import type { DueTask, OpenGoal, PersonKnowledge, StandingReminder } from "../../ports/person-knowledge.ts";
import { sayLocalTime } from "../time/say-local-time.ts";
import { tellLocalTime } from "../time/tell-local-time.ts";
import type { ComingEvent } from "./coming-events.ts";
import { writeLine } from "./fence-lines.ts";

interface CoachToday {
  readonly knowledge: Pick<PersonKnowledge, "goals" | "tasks" | "reminders">;
  readonly coming: readonly ComingEvent[];
  readonly now: number;
  readonly zone: string;
}

/** What is due today and overdue, what is wanted, what comes next: the first of each, then the second of each, … */
export function coachLines({ knowledge, coming, now, zone }: CoachToday): readonly string[] {
  const dayOf = (at: number) => tellLocalTime(at, zone).said.slice(0, 10);
  const isByToday = ({ dueAt }: { readonly dueAt: number }) => dayOf(dueAt) <= dayOf(now);
  const isStanding = (reminder: StandingReminder) =>
    reminder.isOpen || (reminder.dueAt >= now && isByToday(reminder));
  const kinds = [
    knowledge.tasks.filter(isByToday).map((task) => describeTask(task, now, zone)),
    knowledge.goals.map(describeGoal),
    coming.map((event) => describeEvent(event, zone)),
    knowledge.reminders.filter(isStanding).map((reminder) => describeReminder(reminder, zone)),
  ];
  const longest = Math.max(...kinds.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => kinds.flatMap((lines) => lines.slice(at, at + 1))).flat();
}

function describeTask({ id, title, goalId, dueAt, recurrence }: DueTask, now: number, zone: string): string {
  return writeLine({
    kind: "task",
    id,
    due: sayLocalTime(dueAt, zone),
    ...(dueAt < now && { overdue: true }),
    ...(goalId !== null && { goal_id: goalId }),
    ...(recurrence !== null && { recurrence }),
    text: title,
  });
}

function describeGoal({ id, title, targetDate, progress, openTasks }: OpenGoal): string {
  return writeLine({
    kind: "goal",
    id,
    progress: `${progress}%`,
    ...(targetDate !== null && { target_date: targetDate }),
    open_tasks: openTasks,
    text: title,
  });
}

function describeEvent({ id, title, location, startsAt, endsAt, recurrence }: ComingEvent, zone: string) {
  return writeLine({
    kind: "event",
    id,
    starts: sayLocalTime(startsAt, zone),
    ...(endsAt !== null && { ends: sayLocalTime(endsAt, zone) }),
    ...(location !== null && { location }),
    ...(recurrence !== null && { recurrence }),
    text: title,
  });
}

function describeReminder({ id, text, dueAt, recurrence, isOpen }: StandingReminder, zone: string): string {
  return writeLine({
    kind: "reminder",
    id,
    at: sayLocalTime(dueAt, zone),
    ...(isOpen && { told: true, acknowledged: false }),
    ...(recurrence !== null && { recurrence }),
    text,
  });
}
