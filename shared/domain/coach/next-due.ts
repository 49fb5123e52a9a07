import type { Task } from "../../ports/tasks.ts";
import { happeningOf } from "./happening-of.ts";
import { nextOccurrence } from "./recurrence/next-occurrence.ts";

/** When a task that recurs is due after the time at hand, and not in the past; null where that was the last. */
export function nextDue(
  { recurrence, firstDueAt, dueAt, timeZone }: Pick<Task, "recurrence" | "firstDueAt" | "dueAt" | "timeZone">,
  now: number,
): number | null {
  const happening = happeningOf(firstDueAt!, timeZone!, recurrence);
  return nextOccurrence({ ...happening, after: Math.max(dueAt!, now) });
}
