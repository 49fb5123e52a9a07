import { turnAround } from "../chat/turn-around.ts";
import type { CoachWish } from "./coach-wish.ts";
import { readSpan, spanPattern } from "./cut-span.ts";
import { findWhen, type When } from "./find-when.ts";
import type { Now } from "./read-now.ts";
import { isWithinDay, tellRepeat, toRule } from "./repeat.ts";
import {
  minuteMs,
  tellClock,
  tellDay,
  tellMoment,
  toInstantText,
  toLocalText,
  type WallTime,
} from "./wall-time.ts";

const remind =
  /^(?<before>.*?)\b(?:remind me|(?:set|create|add|make|give me|schedule|i need|i want)(?: up)? (?:a|an|another|the) (?:new )?(?:daily |weekly |monthly )?reminder|(?:new )?reminder(?=:| (?:to|for|about|of|at|in|on)\b)|set (?:an|the) alarm|i(?: want|'d like| would like) to be reminded|nudge me|ping me|notify me|alert me|(?:do not|don't|never) let me forget)\b(?<said>.*)$/is;
const wake = /^(?<before>.*?)\bwake me(?: up)?\b(?<said>.*)$/is;
const asks = /^[\s,]*(?:what|who|whom|whose|when|where|why|how|which|whether|if)\b/i;
const loose = /^[\s,]*(?:of|about)\b/i;
const again = /^(?:remind me|tell me|ask me|ping me) (?:again|later|about it again)\b(?<said>.*)$/i;
const snooze =
  /^(?:snooze|postpone|put off|delay|push back)\b(?: (?:it|that|this|(?:the|my|this|that) (?:last )?reminder|(?<which>(?:the|my) .+? reminder)))?(?: (?:to|about|for) (?<words>(?!\d|an?\b|half|until|till|later).+?))?(?<said>(?: (?:for|by|until|till|to|in)\b.*| (?:\d|an? |half|tomorrow|later).*)?)$/i;
const cancel =
  /^(?:(?:cancel|delete|remove|drop|turn off|switch off|clear|erase|stop) (?:the |my |that |this )?(?:(?<which>.+?) )?(?:reminder|alarm)\b(?: (?:to|about|of|for|that))?(?<words>.*)|(?:stop|don't|do not|no longer|never) remind(?:ing)? me\b(?: (?:any ?more|again))?(?: (?:to|about|of|that))?(?<then>.*))$/i;

/** "Remind me tomorrow at 8 to stretch", "snooze it", "cancel the reminder to stretch". */
export function readReminderWish(sentence: string, now: Now): CoachWish | undefined {
  return (
    readSnooze(sentence, now) ??
    readCancel(sentence) ??
    readReminder(remind.exec(sentence)?.groups, now, false) ??
    readReminder(wake.exec(sentence)?.groups, now, true)
  );
}

function readReminder(
  found: Readonly<Record<string, string>> | undefined,
  now: Now,
  wakes: boolean,
): CoachWish | undefined {
  const { before = "", said = "" } = found ?? {};
  if (!found || asks.test(said)) return undefined;
  const lead = before.replace(/[\s,:]+$/, "");
  if (lead && findWhen(lead, now).rest !== "") return undefined;
  const when = findWhen(`${said}${lead ? ` ${lead}` : ""}`.trim(), now, wakes);
  if (loose.test(said) && when.at === undefined) return undefined;
  const what = readText(when.rest, wakes);
  if (!what.text)
    return {
      ...empty,
      ask: `Of what shall I remind you${when.at === undefined ? "" : ` ${tellMoment(when.at, now.wall)}`}?`,
    };
  if (anotherTime.test(what.text))
    return { ...empty, ask: "One reminder has one time: please name them one by one." };
  const purpose = `${what.word} ${turnAround(what.text)}`;
  if (when.at === undefined) return { ...empty, ask: `When shall I remind you ${purpose}?` };
  return {
    tool: "set_reminder",
    given: {
      text: what.text,
      at: when.instant === undefined ? toLocalText(when.at) : toInstantText(when.instant),
      ...(when.repeat && { recurrence: toRule(when.repeat) }),
    },
    again: `When shall I remind you ${purpose}?`,
    tell: () => `I will remind you ${told(when, purpose, now)}`,
  };
}

/** From what the moment would have to be reckoned. */
const beforehand = /^(?:.*\b(?:minutes?|hours?|days?|weeks?)|right|shortly) before (?<what>(?:my|the) .+)$/i;
/** "On my birthday to smile": a time that nobody but the person knows. */
const unread = /^(?:on|in|at|by|when|after|before|via|once|as soon as)\b.*?\bto (?<what>.+)$/i;
/** Left over of "at 10 am and 4 pm". */
const anotherTime = /(?:^|\s)(?:and|or) (?:at )?\d{1,2}(?::\d{2})? ?(?:am|pm)?(?=$| to\b)/i;
const empty = { tool: "set_reminder", given: {}, tell: () => "" };

/** What is to be told, and how it is joined to "I will remind you". */
function readText(rest: string, wakes: boolean): { word: string; text: string } {
  const [, word = "", text = ""] =
    /^[\s,:]*(?:(?:reminder )?(to|that|about|of|for|saying|called)\b)?[\s,:]*(.*?)[\s,:.!]*$/is.exec(rest) ??
    [];
  const bare = text.replace(/^["“](.*)["”]$/s, "$1");
  if (wakes && !bare) return { word: "to", text: "wake up" };
  const before = beforehand.exec(bare)?.groups?.what;
  if (before) return { word: "of", text: before };
  const purpose = word === "" ? unread.exec(bare)?.groups?.what : undefined;
  if (purpose) return { word: "to", text: purpose };
  const isThing =
    /^(?:about|of|for|saying|called)$/i.test(word) || (word === "" && /^(?:the|my|an?)\b/i.test(bare));
  return {
    word: isThing ? "of" : word.toLowerCase() || (/^[\p{L}]+ing\b/u.test(bare) ? "of" : "to"),
    text: bare,
  };
}

/** "Tomorrow at 08:00, to stretch", "every day at 08:00 to stretch, first tomorrow". */
function told({ at = 0, repeat, isTaken }: When, purpose: string, now: Now): string {
  const first = tellMoment(at, now.wall);
  const took = isTaken ? ` You named no time, so I took ${tellClock(at)}.` : "";
  if (!repeat) return `${first}, ${purpose}.${took}`;
  const ends = repeat.until === undefined ? "" : `, last ${tellDay(repeat.until, now.wall)}`;
  if (isWithinDay(repeat)) return `${tellRepeat(repeat)} ${purpose}, first ${first}${ends}.`;
  const minute = tellClock(at).slice(2);
  const clock = repeat.hours?.map((hour) => `${String(hour).padStart(2, "0")}${minute}`).join(" and ");
  return `${tellRepeat(repeat)} at ${clock ?? tellClock(at)} ${purpose}, first ${tellDay(at, now.wall)}${ends}.${took}`;
}

function readSnooze(sentence: string, now: Now): CoachWish | undefined {
  const found = snooze.exec(sentence)?.groups ?? again.exec(sentence)?.groups;
  if (!found) return undefined;
  const isPlain = /^snooze/i.test(sentence) || again.test(sentence) || /\breminder\b/i.test(sentence);
  if (!isPlain) return undefined;
  const { said = "", which = "", words = "" } = found;
  // "Remind me again to stretch at 8" is another reminder.
  if (again.test(sentence) && /\b(?:to|about|of)\b/i.test(said)) return undefined;
  const { until, minutes } = readUntil(said.trim(), now);
  return {
    tool: "snooze_reminder",
    given: minutes === undefined ? { until: toLocalText(until) } : { minutes },
    of: { kind: "reminder", words: words || which.replace(/\breminder\b|^(?:the|my) /gi, "").trim() },
    tell: ({ item }) =>
      `I will remind you again ${tellMoment(until, now.wall)}${item ? `: “${item.title}”` : ""}.`,
  };
}

/** "10 minutes", "for an hour", "until 9"; ten minutes without a word. */
function readUntil(said: string, now: Now): { until: WallTime; minutes?: number } {
  const span = new RegExp(`^(?:(?:for|by|in) )?(?:another )?(${spanPattern})`, "i").exec(said)?.[1];
  const when = findWhen(said.replace(/^(?:to|for|by) (?=\d|tomorrow)/i, "until "), now);
  if (!span && when.at !== undefined) return { until: when.at };
  const minutes = span ? Math.ceil(readSpan(span) / minuteMs) : 10;
  return { until: now.wall + minutes * minuteMs, minutes };
}

function readCancel(sentence: string): CoachWish | undefined {
  const found = cancel.exec(sentence)?.groups;
  if (!found) return undefined;
  const { which = "", words = "", then = "" } = found;
  const meant = [which, words, then].map((part) => part.trim()).find(Boolean) ?? "";
  return {
    tool: "cancel_reminder",
    given: {},
    of: {
      kind: "reminder",
      words: meant.replace(/^(?:every|each|daily|weekly)\b|\b(?:any ?more|again|please)$/gi, "").trim(),
    },
    tell: ({ item }) => `I will no longer remind you${item ? ` of “${item.title}”` : ""}.`,
  };
}
