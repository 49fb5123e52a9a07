import { clausesOf, greets } from "../chat/clauses.ts";
import type { Item } from "./read-items.ts";
import type { Now } from "./read-now.ts";
import { tellItem, tellToday } from "./tell-item.ts";
import { dayAt } from "./wall-time.ts";

const asksHow =
  /^(?:so |and )?(?:how am i (?:doing|getting on|going)|how (?:do|are) my goals? (?:look|stand|going|doing)|how is it going with my goals?|where do i stand|what is my progress|how far am i)\b/i;
const asksNext =
  /^(?:so |and |ok,? )?(?:what (?:should|shall|can|could) i do(?: now| next| today| first)?|what(?:'s| is| comes) next|what now|where (?:should|shall|do) i (?:start|begin))(?: today| now)?[\s?!.]*$/i;

/** What the coach's block answers: how it goes, what comes next, and, where it greets, what is due. */
export function tellStanding(message: string, items: readonly Item[], now: Now): string | undefined {
  if (asksHow.test(message)) return tellGoals(items, now);
  if (asksNext.test(message)) return tellNext(items, now);
  return undefined;
}

/** To be said after a greeting. */
export function tellDue(message: string, items: readonly Item[], now: Now): string | undefined {
  if (!greets(message) || clausesOf(message).length > 0) return undefined;
  const due = dueToday(items, now);
  const today = items.filter(({ kind, at }) => kind === "event" && isToday(at, now));
  return join([
    due.length > 0 && `Due today: ${due.map((item) => tellToday(item, now)).join("; ")}.`,
    today.length > 0 && `In your calendar today: ${today.map((item) => tellToday(item, now)).join("; ")}.`,
  ]);
}

function tellGoals(items: readonly Item[], now: Now): string {
  const goals = items.filter(({ kind }) => kind === "goal");
  const due = dueToday(items, now);
  const overdue = due.filter(({ isOverdue }) => isOverdue).length;
  return (
    join([
      goals.length > 0 && `Your goals: ${goals.map((item) => tellItem(item, now)).join("; ")}.`,
      due.length > 0 &&
        `${due.length === 1 ? "One task is" : `${due.length} tasks are`} due today${overdue > 0 ? `, ${overdue} of them overdue` : ""}.`,
    ]) ?? "You have set no goals yet, and nothing is due today."
  );
}

function tellNext(items: readonly Item[], now: Now): string {
  const first = dueToday(items, now)[0];
  if (first) return `First: ${tellItem(first, now)}.`;
  const coming = items.find(({ kind, at }) => kind === "event" && (at ?? 0) >= now.wall);
  if (coming) return `Nothing is due today. Next in your calendar: ${tellItem(coming, now)}.`;
  const goal = items.find(({ kind }) => kind === "goal");
  if (goal) return `Nothing is due today. A small step for your goal “${goal.title}” would be a good one.`;
  return "Nothing is due, and you have set no goals yet. What would you like to reach?";
}

/** Overdue ones too, the oldest first. */
function dueToday(items: readonly Item[], now: Now): Item[] {
  return items
    .filter(({ kind, at, isOverdue }) => kind === "task" && (isOverdue || isToday(at, now)))
    .toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

function isToday(at: number | undefined, now: Now): boolean {
  return at !== undefined && dayAt(at) === dayAt(now.wall);
}

function join(parts: readonly (string | false)[]): string | undefined {
  const said = parts.filter(Boolean);
  return said.length > 0 ? said.join(" ") : undefined;
}
