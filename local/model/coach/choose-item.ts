import { cutDay } from "./cut-day.ts";
import { findItem } from "./find-item.ts";
import type { Item } from "./read-items.ts";
import type { Now } from "./read-now.ts";
import { dayAt, tellClock } from "./wall-time.ts";

const places = [
  /\b(?:first|1st|1)\b/i,
  /\b(?:second|2nd|2)\b/i,
  /\b(?:third|3rd|3)\b/i,
  /\b(?:fourth|4th|4)\b/i,
];

/** Which of several was meant, by what was answered: "the second one", "the one on Sunday", a word of its title. */
export function chooseItem(answer: string, items: readonly Item[], now: Now): Item | undefined {
  const day = cutDay(answer.replace(/\bof (?=\w+day\b)/i, "on "), dayAt(now.wall)).first;
  const onDay = items.filter(({ at }) => at !== undefined && dayAt(at) === day);
  if (onDay.length === 1) return onDay[0];
  const time = /\b\d{1,2}:\d{2}\b/.exec(answer)?.[0].padStart(5, "0");
  const atTime = items.filter(({ at }) => at !== undefined && tellClock(at) === time);
  if (atTime.length === 1) return atTime[0];
  if (/\blast\b/i.test(answer)) return items.at(-1);
  const place = places.findIndex((each) => each.test(answer));
  if (place >= 0) return items[place];
  const found = findItem(answer.replace(/\b(?:the|one|please)\b/gi, " ").trim() || "?", items);
  return found.outcome === "found" ? found.item : undefined;
}
