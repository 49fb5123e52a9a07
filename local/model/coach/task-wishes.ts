import { subjectsOf } from "../chat/content-words.ts";
import { turnAround } from "../chat/turn-around.ts";
import { inDigits } from "../learning/calendar.ts";
import type { CoachWish } from "./coach-wish.ts";
import { findWhen, type When } from "./find-when.ts";
import type { Now } from "./read-now.ts";
import { tellRepeat, toRule } from "./repeat.ts";
import { tellDay, tellMoment, toLocalText } from "./wall-time.ts";

const list = "(?:to-?do|todo|to do|task|tasks)?(?: |-)?list";
const added = [
  "(?:add|create|make|note|new|set|set up|i have|i've got|give me)(?: down)?(?: me)? ?(?:a|another|one)? ?(?:new )?(?:task|to-?do)\\b(?! list)(?: (?:item|to|called|named|for me to|that says))?[\\s:,]*(?<what>.+)",
  `(?:add|put|write|note|set) (?:to|on|onto) (?:my|the) ${list}[\\s:,]*(?:to )?(?<what>.+)`,
  `(?:add|put|write|note|set) (?<what>.+?) (?:to|on|onto|in|into) (?:my|the) (?:${list}|tasks|to-?dos)(?<then>\\b.*)`,
  "(?:task|to-?do)\\s*:\\s*(?<what>.+)",
].map((form) => new RegExp(`^${form}$`, "i"));
const done = [
  "(?:i(?:'m| am)? )?(?:now |all |finally )?(?:done|finished|through) with (?<words>.+)",
  "(?:mark|tick|check|cross|set) (?:off )?(?<words>.+?) (?:as |to |off(?: as)?)?(?:done|complete|completed|finished|off|off my list|off the list)",
  "(?:tick|check|cross) off (?<words>.+)",
  "(?:complete|finish|close) (?:the |my )?(?:task|to-?do)\\b[\\s:]*(?<words>.+)",
  "(?:the |my )?(?:task|to-?do) (?<words>.+) is (?:now )?(?:done|complete|completed|finished)",
  "(?:i(?:'ve| have| just)?) (?:just |already |finally )?(?:finished|completed|done|did) (?:the |my )?(?:task|to-?do)\\b[\\s:]*(?:to )?(?<words>.+)",
].map((form) => new RegExp(`^${form}$`, "i"));
const perhapsDone = [
  "i(?:'ve| have| just)? (?:just |already |finally |now )?(?:finished|completed|done|did) (?<words>(?:the|my|that|this) .+)",
  "(?<words>(?:the|my|that) .+?) (?:is|are|has been) (?:now |already |finally )?(?:done|finished|complete|completed)",
].map((form) => new RegExp(`^${form}$`, "i"));
const moved =
  /^(?:move|postpone|reschedule|shift|push|change|set|put off) (?:the (?:due date|deadline|date) (?:of|for) )?(?:(?:the|my) )?(?:task|to-?do)\b[\s:]*(?<words>.+?)(?<day> (?:to|until|till|by|on|for) .+)$/i;
const goalBehind =
  /\s+(?:for|to|towards?|under|as part of) (?:the |my )?(?:goal (?:of |to )?(?<of>.+)|(?<which>[\w\s-]+?) goal)$/i;

/** "Add a task to file taxes by March 3", "done with the tax form". */
export function readTaskWish(sentence: string, now: Now): CoachWish | undefined {
  const found = added.map((form) => form.exec(sentence)?.groups).find(Boolean);
  if (found) return readNew(`${found.what ?? ""}${found.then ?? ""}`, now);
  const move = moved.exec(sentence)?.groups;
  if (move) return readMove(move, now);
  const words = done.map((form) => form.exec(sentence)?.groups?.words).find(Boolean);
  // Of work or of dinner one is done without a task.
  if (words)
    return complete(
      words,
      !/^(?:the|my|that|this|task|to-?do)\b/i.test(words) && /\bdone with\b/i.test(sentence),
    );
  const perhaps = perhapsDone.map((form) => form.exec(sentence)?.groups?.words).find(Boolean);
  return perhaps ? complete(perhaps, true) : undefined;
}

function complete(said: string, isTentative: boolean): CoachWish | undefined {
  const words = said
    .replace(/^(?:the |my )?(?:task|to-?do)\b[\s:]*(?:to )?/i, "")
    .replace(/\b(?:today|now|already)$/i, "")
    .trim();
  if (/\bgoal\b/i.test(said) || subjectsOf(words).size === 0) return undefined;
  return {
    tool: "complete_task",
    given: {},
    of: { kind: "task", words, ...(isTentative && { isTentative }) },
    tell: ({ item, result }) => tellDone(item?.title, result.status === "open"),
  };
}

function tellDone(title: string | undefined, comesAgain: boolean): string {
  return `Done${title ? `: “${title}”` : ""}. Well done!${comesAgain ? " It will come again." : ""}`;
}

function readNew(said: string, now: Now): CoachWish | undefined {
  const goal = goalBehind.exec(said);
  const when = findWhen(goal ? said.slice(0, goal.index) : said, now);
  const title = titleOf(when.rest);
  if (!title) return undefined;
  const due = dueOf(when);
  return {
    tool: "add_task",
    given: {
      title: title.charAt(0).toUpperCase() + title.slice(1),
      ...(due !== undefined && { due }),
      ...(when.repeat && { recurrence: toRule(when.repeat) }),
    },
    ...(goal && {
      of: { kind: "goal" as const, words: goal.groups?.of ?? goal.groups?.which ?? "", as: "goal_id" },
    }),
    again: "When shall it be?",
    tell: () => `I have put it on your list: ${turnAround(title)}${tellDue(when, now)}.`,
  };
}

function readMove({ words = "", day = "" }: Readonly<Record<string, string | undefined>>, now: Now) {
  const when = findWhen(day.trim().replace(/^(?:to|for) /i, "by "), now);
  const due = dueOf(when);
  if (due === undefined || when.rest) return undefined;
  return {
    tool: "update_task",
    given: { due },
    of: { kind: "task" as const, words },
    tell: ({ item }) =>
      `The task${item ? ` “${item.title}”` : ""} is now${tellDue(when, now).replace(",", "")}.`,
  } satisfies CoachWish;
}

export function titleOf(rest: string): string {
  return rest
    .replace(/^[\s:,]*(?:to |called |named )?/i, "")
    .replace(/(?:,? \(?due(?: on| by)?\)?)?[\s,:.]*$/i, "")
    .replace(/^["“](.*)["”]$/s, "$1");
}

/** A day alone where no time was said. */
function dueOf({ at, until, hasClock, repeat }: When): string | undefined {
  if (hasClock || repeat) return at === undefined ? undefined : toLocalText(at);
  return until === undefined ? undefined : inDigits(until, "day");
}

function tellDue({ at, until, hasClock, repeat }: When, now: Now): string {
  if (repeat && at !== undefined) return `, ${tellRepeat(repeat)}, first ${tellMoment(at, now.wall)}`;
  if (hasClock && at !== undefined) return `, due ${tellMoment(at, now.wall)}`;
  return until === undefined ? "" : `, due ${tellDay(until, now.wall)}`;
}
