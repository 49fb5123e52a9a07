import { inWords } from "../learning/calendar.ts";
import type { Item } from "./read-items.ts";
import type { Now } from "./read-now.ts";
import { dayAt, tellClock, tellDay, tellMoment } from "./wall-time.ts";

/** "“Tax form”, due today, Friday 27 November at 17:00" */
export function tellItem({ kind, title, at, targetDate, progress, isOverdue }: Item, now: Now): string {
  if (kind === "goal") {
    const done = progress === undefined ? "" : ` (${progress} % done)`;
    const by = targetDate ? `, by ${inWords(Date.parse(targetDate), "day")}` : "";
    return `“${title}”${done}${by}`;
  }
  if (at === undefined) return `“${title}”`;
  const lead = { task: "due ", event: "", reminder: "" }[kind];
  const overdue = isOverdue || (kind === "task" && at < now.wall);
  return `“${title}”, ${lead}${isDay(kind, at) ? tellDay(at, now.wall) : tellMoment(at, now.wall)}${overdue ? " (overdue)" : ""}`;
}

/** Where the day is clear: "“Tax form” at 17:00". */
export function tellToday({ kind, title, at }: Item, now: Now): string {
  return at !== undefined && dayAt(at) === dayAt(now.wall) && !isDay(kind, at)
    ? `“${title}” at ${tellClock(at)}`
    : `“${title}”`;
}

/** A task that is due on a day is due at its last minute. */
function isDay(kind: Item["kind"], at: number): boolean {
  return kind === "task" && tellClock(at) === "23:59";
}
