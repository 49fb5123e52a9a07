import type { CoachWish } from "./coach-wish.ts";
import { cutClock } from "./cut-clock.ts";
import { readSpan, spanPattern } from "./cut-span.ts";
import { findWhen } from "./find-when.ts";
import type { Now } from "./read-now.ts";
import { tellRepeat, toRule } from "./repeat.ts";
import { titleOf } from "./task-wishes.ts";
import { dayAt, minuteMs, tellClock, tellMoment, toLocalText } from "./wall-time.ts";

const calendar = "(?:(?:my|the) )?(?:calendar|agenda|schedule|diary)";
const added = [
  `(?:put|add|enter|write|note|save|book|schedule) (?<what>.+?) (?:in|into|to|on|onto) ${calendar}\\b(?<then>.*)`,
  `(?:put|add|enter|write|note|save) (?:in|into|to|on|onto) ${calendar}[\\s:,]*(?<what>.+)`,
  "(?:add|create|make|set up|new|plan)(?: me)? ?(?:an?|another|the)? ?(?:new )?(?:calendar )?(?:event|appointment|entry)\\b(?: (?:called|named|to))?[\\s:,]*(?<what>.+)",
  "schedule (?<what>.+)",
].map((form) => new RegExp(`^${form}$`, "i"));
const notEvents = /^(?:(?:a|the|another|my) )?(?:reminder|task|to-?do|goal)\b/i;
const place = /\s+(?:at|in) (?<place>(?:the )?\p{Lu}[^,;]*)$/u;
const length = new RegExp(`\\bfor (?<span>${spanPattern})`, "i");
const range =
  /\b(?:from )?(?<from>(?:at )?\d{1,2}(?::\d{2})?\s*(?:am|pm)?)\s*(?:to|until|till|-|–)\s*(?<to>\d{1,2}(?::\d{2})?\s*(?:am|pm)?)(?![\d\w])/i;

/** "Put the dentist in my calendar on Tuesday at 3pm at Main Street 5". */
export function readEventWish(sentence: string, now: Now): CoachWish | undefined {
  const found = added.map((form) => form.exec(sentence)?.groups).find(Boolean);
  const what = `${found?.what ?? ""}${found?.then ?? ""}`;
  if (!found || notEvents.test(what)) return undefined;
  const span = length.exec(what)?.groups?.span;
  const hours = range.exec(what)?.groups;
  const said = (hours ? what.replace(range, withFrom(hours)) : what).replace(length, "");
  const when = findWhen(said, now);
  const at = place.exec(when.rest)?.groups?.place?.trim();
  const title = titleOf(when.rest.replace(place, "")).replace(/^(?:that )?(?:i have )?(?:an?|the|my) /i, "");
  if (!title) return undefined;
  const named = /^with\b/i.test(title) ? `Appointment ${title}` : title;
  if (when.at === undefined) {
    const isSchedule = /^schedule\b/i.test(sentence);
    return isSchedule && !/\bcalendar\b/i.test(sentence)
      ? undefined
      : { ...empty, ask: `When is “${title}”?` };
  }
  const ends = endOf(when.at, span, hours?.to);
  const shown = named.charAt(0).toUpperCase() + named.slice(1);
  const often = when.repeat ? `, ${tellRepeat(when.repeat)}, first` : ",";
  return {
    tool: "add_event",
    given: {
      title: shown,
      starts: toLocalText(when.at),
      ...(ends !== undefined && { ends: toLocalText(ends) }),
      ...(at && { location: at }),
      ...(when.repeat && { recurrence: toRule(when.repeat) }),
    },
    again: `When is “${shown}”?`,
    tell: () =>
      `I have put “${shown}” in your calendar${often} ${tellMoment(when.at!, now.wall)}${ends === undefined ? "" : ` to ${tellClock(ends)}`}${at ? `, at ${at}` : ""}.${when.isTaken ? ` You named no time, so I took ${tellClock(when.at!)}.` : ""}`,
  };
}

const empty = { tool: "add_event", given: {}, tell: () => "" };

/** "From 3 to 4 pm": the half of the day is said once. */
function withFrom({ from = "", to = "" }: Readonly<Record<string, string | undefined>>): string {
  const half = /[ap]m/i.exec(from) ? "" : (/[ap]m/i.exec(to)?.[0] ?? "");
  return `at ${from.replace(/^at /i, "").trim()}${half}`;
}

function endOf(starts: number, span: string | undefined, to: string | undefined): number | undefined {
  if (span) return starts + readSpan(span);
  const minutes = to && cutClock(`at ${to}`).clock?.minutes;
  if (!minutes) return undefined;
  const ends = dayAt(starts) + minutes * minuteMs;
  return ends > starts ? ends : ends + 12 * 60 * minuteMs;
}
