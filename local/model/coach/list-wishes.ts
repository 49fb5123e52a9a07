import { inDigits } from "../learning/calendar.ts";
import type { CoachWish } from "./coach-wish.ts";
import { cutDay } from "./cut-day.ts";
import type { Item, ItemKind } from "./read-items.ts";
import type { Now } from "./read-now.ts";
import { tellItem } from "./tell-item.ts";
import { dayAt, dayMs, tellDay, toLocalText } from "./wall-time.ts";

const show =
  "(?:show|list|tell|give|read|see|let me see|what are|which are|what's|what is)(?: me)?(?: all)?(?: of)? (?:the |my )?";
const has = "(?:do i have|have i got|did i set|have i set|are there|are (?:still )?open|are left|stand)";
const lists: readonly (readonly [ItemKind, string])[] = [
  [
    "reminder",
    `${show}(?:open |next |current |active )?reminders|(?:what|which|how many) reminders ${has}(?: any)?|(?:do i have|are there) (?:any )?reminders|my reminders|what (?:will|do) you remind me (?:of|about)`,
  ],
  [
    "goal",
    `${show}(?:open |current |active )?goals|(?:what|which|how many) goals ${has}|(?:do i have|are there) (?:any )?goals|my goals|what (?:do|did) i want to (?:achieve|reach)`,
  ],
  [
    "event",
    `(?:${show}|what's |what is |is there anything |anything |my )(?:next )?(?:(?:in|on|into) )?(?:my )?(?:calendar|agenda|schedule|diary|events|appointments)|what do i have (?:planned|on)|(?:what|which) (?:events|appointments|meetings) ${has}|(?:do i have|are there) (?:any )?(?:events|appointments|meetings)|am i free`,
  ],
  [
    "task",
    `${show}(?:open |overdue )?(?:tasks|to-?dos|(?:to-?do |task )?list)|(?:what|which|how many) (?:open )?(?:tasks|to-?dos) ${has}|(?:do i have|are there) (?:any )?(?:open |overdue )?(?:tasks|to-?dos)|my (?:tasks|to-?dos|to-?do list)|is (?:there )?anything (?:else )?(?:due|to do|open|overdue)|(?:${show})?what (?:do i (?:have|need) to do|i (?:have|need) to do|have i got to do|must i do|is (?:left )?to do|is (?:still )?(?:due|overdue|open)|else do i have to do)|what(?:'s| is) (?:on|left on) my (?:to-?do |task )?list|what(?:'s| is) (?:due|overdue|left to do)`,
  ],
];
const patterns = lists.map(
  ([kind, form]) => [kind, new RegExp(`^(?:and )?(?:${form})\\b(?<rest>.*)$`, "i")] as const,
);
/** What says no more than the list itself. */
const idle =
  /^(?:[\s,]+|\b(?:for|on|in|set|open|right now|now|at the moment|planned|left|still|again|at|coming up|do i have|there|any|please|and|of|the|my|to do|list|have|with)\b)*$/i;
const plurals = { goal: "goals", task: "tasks", event: "events", reminder: "reminders" };

/** "What do I have to do today", "what are my goals", "what is in my calendar tomorrow". */
export function readListWish(sentence: string, now: Now): CoachWish | undefined {
  for (const [kind, pattern] of patterns) {
    const found = pattern.exec(sentence);
    if (!found) continue;
    const today = dayAt(now.wall);
    const said = (found.groups?.rest ?? "").replace(/\b(?:for|in|on) (?=today|tomorrow|this|next)/i, "");
    const { first, last, rest } = cutDay(said, today);
    const isOverdue = /\boverdue\b/i.test(sentence);
    if (!idle.test(rest)) continue;
    return listOf(kind, { first, last, isOverdue, today }, now);
  }
  return undefined;
}

interface Days {
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly isOverdue: boolean;
  readonly today: number;
}

function listOf(kind: ItemKind, { first, last, isOverdue, today }: Days, now: Now): CoachWish {
  const [from, until] = [first, last === undefined ? undefined : last + dayMs];
  const lastDay = isOverdue ? toLocalText(now.wall) : last === undefined ? undefined : inDigits(last, "day");
  return {
    tool: `list_${plurals[kind]}`,
    given: {
      ...(kind === "event" && from !== undefined && { from: toLocalText(from) }),
      ...(lastDay && { [kind === "task" ? "due_until" : "until"]: lastDay }),
    },
    tell: ({ listed }) => {
      const fit = listed
        .filter((item) => isIn(item, kind, from, until, now))
        .filter((item) => !isOverdue || item.isOverdue || (item.at ?? Number.POSITIVE_INFINITY) < now.wall);
      return tellList(kind, fit, nameDay({ first, last, isOverdue, today }, now), now);
    },
  };
}

/** A task of yesterday is still one of today. */
function isIn(item: Item, kind: ItemKind, from: number | undefined, until: number | undefined, now: Now) {
  if (from === undefined || until === undefined || kind === "goal") return true;
  if (item.at === undefined) return false;
  return item.at < until && (item.at >= from || (kind === "task" && from <= now.wall));
}

function nameDay({ first, last, isOverdue }: Days, now: Now): string {
  if (isOverdue) return " overdue";
  if (first === undefined) return "";
  const [from, to] = [tellDay(first, now.wall), tellDay(last!, now.wall)].map((day) =>
    day.replace(/^on /, ""),
  );
  return first === last ? ` ${tellDay(first, now.wall)}` : ` from ${from} to ${to}`;
}

function tellList(kind: ItemKind, items: readonly Item[], day: string, now: Now): string {
  if (items.length === 0) {
    const empty = {
      goal: "You have set no goals yet",
      task: day === " overdue" ? "Nothing is" : "There is nothing to do",
      event: "There is nothing in your calendar",
      reminder: "There are no reminders",
    };
    return `${empty[kind]}${day}.`;
  }
  const lead = {
    goal: "Your goals",
    task: "To do",
    event: "In your calendar",
    reminder: "I will remind you",
  }[kind];
  return `${lead}${day}: ${items.map((item) => tellItem(item, now)).join("; ")}.`;
}
