import type { CalendarEvent } from "../../../ports/events.ts";
import type { Goal } from "../../../ports/goals.ts";
import type { Page } from "../../../ports/page.ts";
import type { Reminder } from "../../../ports/reminder.ts";
import type { Task } from "../../../ports/tasks.ts";
import { sayLocalTime } from "../../time/say-local-time.ts";

/** How many a model is shown at once. */
export const listed = 25;

export function showGoal(goal: Goal) {
  return {
    id: goal.id,
    title: goal.title,
    status: goal.status,
    progress: `${goal.progress}%`,
    open_tasks: goal.openTasks,
    done_tasks: goal.doneTasks,
    ...given({ why: goal.why, measure: goal.measure, target_date: goal.targetDate }),
  };
}

export function showTask(task: Task, zone: string) {
  const { dueAt, doneCount } = task;
  return {
    id: task.id,
    title: task.title,
    status: task.status,
    ...given({
      due: dueAt === null ? null : sayLocalTime(dueAt, zone),
      recurrence: task.recurrence,
      times_done: task.recurrence === null ? null : doneCount,
      goal_id: task.goalId,
      notes: task.notes,
    }),
  };
}

export function showEvent(event: CalendarEvent, zone: string) {
  return {
    id: event.id,
    title: event.title,
    starts: sayLocalTime(event.startsAt, zone),
    ...given({
      ends: event.endsAt === null ? null : sayLocalTime(event.endsAt, zone),
      time_zone: event.timeZone === zone ? null : event.timeZone,
      recurrence: event.recurrence,
      location: event.location,
      notes: event.notes,
    }),
  };
}

/** In its own zone, which it names where it is tied to one. */
export function showReminder(reminder: Reminder) {
  return {
    id: reminder.id,
    text: reminder.text,
    at: sayLocalTime(reminder.dueAt, reminder.zone),
    status: reminder.status,
    ...given({ recurrence: reminder.recurrence, time_zone: reminder.timeZone }),
  };
}

/** A page as the model reads it, under the name of what it holds. */
export function showPage<Item>(name: string, { items, next }: Page<Item>, show: (item: Item) => object) {
  return { [name]: items.map(show), ...given({ next }) };
}

/** What there is: what is left out costs no tokens. */
export function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
