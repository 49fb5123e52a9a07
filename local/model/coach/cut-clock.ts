import { readNumber } from "../learning/number-words.ts";

export interface ClockTime {
  readonly minutes: number;
  /** Whether it can be no other half of the day. */
  readonly isSure: boolean;
  /** Only a part of the day was named. */
  readonly isTaken: boolean;
}

export interface CutClock {
  readonly rest: string;
  readonly clock: ClockTime | undefined;
}

const hour =
  "(?<hour>\\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?![\\d%]|[:.]\\d)";
const half = "(?:\\s*(?<half>am|pm)\\b)?";
const lead = "(?:(?:\\bat|\\bfrom|\\buntil|\\btill|\\bby|\\bbefore|\\baround) |@ ?)";
/** Not "the 9:30 train". */
const unled = `(?:${lead}|(?<!\\b(?:the|my|an?|this) ))`;
const about = "(?:about |around )?";
const aUnit =
  "(?!\\s*(?:%|percent|st\\b|nd\\b|rd\\b|th\\b|(?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?|km|kg|people|times|of|january|february|march|april|may|june|july|august|september|october|november|december)\\b))";
const forms = [
  `${unled}${about}\\b(?<part>half|quarter) (?<side>past|to) ${hour}${half}`,
  `${lead}${about}(?<part>\\d{1,2}|five|ten|twenty) (?:minutes )?(?<side>past|to) ${hour}${half}`,
  `${unled}${about}\\b(?<hour>\\d{1,2}):(?<minute>\\d{2})(?!\\d)${half}`,
  `${lead}${about}(?<hour>\\d{1,2})\\.(?<minute>\\d{2})(?!\\d)${half}`,
  `${unled}${about}\\b(?<hour>\\d{1,2})\\.(?<minute>\\d{2})\\s*(?<half>am|pm)\\b`,
  `${unled}${about}\\b${hour}\\s*(?:(?<half>am|pm)\\b|o'clock\\b${half})`,
  `${unled}${about}\\b(?<word>noon|midday|midnight)\\b`,
  `${lead}${about}${hour}\\b${aUnit}`,
].map((form) => new RegExp(form, "i"));
const partOfDay = /\bin the (?:early |late )?(?<part>morning|afternoon|evening|night)\b/i;
const usual: Readonly<Record<string, number>> = { morning: 9, afternoon: 15, evening: 19, night: 21 };

/** "At 8", "at half past 7", "5pm", "noon", "in the morning". */
export function cutClock(text: string): CutClock {
  const part = partOfDay.exec(text);
  const named = part?.groups?.part?.toLowerCase();
  const bare = part ? cut(text, part) : text;
  for (const form of forms) {
    const found = form.exec(bare);
    const clock = found && read(found.groups ?? {}, named);
    if (found && clock) return { rest: cut(bare, found), clock };
  }
  if (!named) return { rest: text, clock: undefined };
  return { rest: bare, clock: { minutes: usual[named]! * 60, isSure: true, isTaken: true } };
}

function read(said: Readonly<Record<string, string | undefined>>, part: string | undefined) {
  if (said.word) return exact(/midnight/i.test(said.word) ? 0 : 12 * 60);
  const hours = readNumber(said.hour ?? "");
  const minutes = said.side ? minutesAround(said.part!, said.side) : Number(said.minute ?? 0);
  if (hours > 23 || minutes > 59) return undefined;
  const isLate =
    said.half?.toLowerCase() === "pm" ||
    (!said.half && (part === "afternoon" || part === "evening" || (part === "night" && hours > 5)));
  if (said.half || part) {
    return exact((hours > 12 ? hours : (hours % 12) + (isLate ? 12 : 0)) * 60 + minutes);
  }
  if (hours > 11 || hours === 0 || said.hour!.startsWith("0")) return exact(hours * 60 + minutes);
  // Few people mean the night by five.
  return { minutes: (hours < 6 ? hours + 12 : hours) * 60 + minutes, isSure: false, isTaken: false };
}

function exact(minutes: number): ClockTime {
  return { minutes, isSure: true, isTaken: false };
}

function minutesAround(part: string, side: string): number {
  const count = { half: 30, quarter: 15 }[part.toLowerCase()] ?? readNumber(part);
  return /to/i.test(side) ? -count : count;
}

function cut(text: string, found: RegExpExecArray): string {
  return `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`
    .replace(/\s+/g, " ")
    .replace(/\s+([,.])/g, "$1")
    .trim();
}
