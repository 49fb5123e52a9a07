import {
  addDays,
  addMonths,
  type Day,
  dateOf,
  inWords,
  monthNames,
  monthOf,
  partsOf,
  weekdayNames,
  weekdayOf,
  weekOf,
} from "./calendar.ts";
import { numberPattern, readNumber } from "./number-words.ts";

/** Whether what a clause tells of has been or is to come: "on Friday" may be either. */
export type Tense = "past" | "coming";

export interface Moment {
  readonly day: Day;
  readonly precision: "year" | "month" | "day";
  /** Where a date alone does not say it. */
  readonly words?: string;
}

const month = `${monthNames.join("|")}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\\b\\.?`;
const weekday = weekdayNames.join("|");
const partOfDay = "(?: (?:morning|afternoon|evening|night))?";
const unit = "(?:day|week|month|year)s?";
const ordinal = "(?:st|nd|rd|th)?";

const forms: Readonly<Record<string, string>> = {
  iso: "\\d{4}-\\d{2}-\\d{2}(?!\\d)",
  dayMonth: `\\d{1,2}${ordinal}(?: of)? (?:${month})(?:,? (?:19|20)\\d{2})?`,
  monthDay: `(?:${month}) \\d{1,2}${ordinal}(?!\\d)(?:,? (?:19|20)\\d{2})?`,
  monthYear: `(?:(?:last|next|this) )?(?:${month})(?:,? (?:19|20)\\d{2})?`,
  relativeDay: `(?:day before yesterday|yesterday|today|tonight|last night|(?:early |late )?this (?:morning|afternoon|evening)|day after tomorrow|tomorrow)${partOfDay}`,
  week: "week of \\d{1,2} \\w+ \\d{4}",
  relativeUnit: "(?:last|next|this|past|coming) (?:week(?:end)?|month|year|spring|summer|autumn|fall|winter)",
  weekday: `(?:(?:last|next|this|coming) )?(?:${weekday})${partOfDay}`,
  ago: `(?:${numberPattern}) ${unit} ago`,
  span: `(?:${numberPattern}) ${unit}(?: from now)?`,
  year: "(?:19|20)\\d{2}",
};
export const momentPattern = `(?:${Object.values(forms).join("|")})(?![\\w-])`;
const patterns = Object.entries(forms).map(
  ([form, source]) => [form, new RegExp(`^${source}$`, "i")] as const,
);

export function readMoment(said: string, today: Day, tense: Tense, lead = ""): Moment | undefined {
  const form = patterns.find(([, pattern]) => pattern.test(said))?.[0];
  const text = said.toLowerCase();
  switch (form) {
    case "iso":
      return { day: Date.parse(`${said}T00:00:00Z`), precision: "day" };
    case "dayMonth":
    case "monthDay":
      return readDate(text, today, tense);
    case "monthYear":
      return readMonth(text, today, tense, lead);
    case "relativeDay":
      return readRelativeDay(text, today);
    case "week": {
      const { day } = readDate(text.slice(8), today, tense);
      return { day, precision: "day", words: `in the week of ${inWords(day, "day")}` };
    }
    case "relativeUnit":
      return readUnit(text, today);
    case "weekday":
      return readWeekday(text, today, tense, lead);
    case "ago":
    case "span":
      return readSpan(text, today, lead);
    case "year":
      return /^(?:in|since|until|till|by|before|from|of)$/i.test(lead)
        ? { day: dateOf(Number(said), 0, 1), precision: "year" }
        : undefined;
    default:
      return undefined;
  }
}

function readDate(text: string, today: Day, tense: Tense): Moment {
  const year = /\b(\d{4})$/.exec(text)?.[1];
  const date = Number(/\b(\d{1,2})(?:st|nd|rd|th)?(?!\d)/.exec(text)?.[1]);
  const at = monthOf(
    /(?:^|[^a-z])(?!of\b)([a-z]{3,})/.exec(text.replace(/\d+(?:st|nd|rd|th)/, "0"))?.[1] ?? "",
  );
  if (year) return { day: dateOf(Number(year), at, date), precision: "day" };
  const day = dateOf(partsOf(today).year, at, date);
  const isOther = tense === "past" ? day > today : day < today;
  return { day: isOther ? addMonths(day, tense === "past" ? -12 : 12) : day, precision: "day" };
}

function readMonth(text: string, today: Day, tense: Tense, lead: string): Moment | undefined {
  const year = /\b(\d{4})$/.exec(text)?.[1];
  const which = /^(last|next|this) /.exec(text)?.[1];
  // "May" is more than a month.
  if (!year && !which && !/^(?:in|since|until|till|by|before|from|starting|as of)$/i.test(lead))
    return undefined;
  const at = monthOf(text.replace(/^(?:last|next|this) /, ""));
  const now = partsOf(today);
  if (year) return { day: dateOf(Number(year), at, 1), precision: "month" };
  const isBack = which === "last" || (which === undefined && tense === "past");
  const same = which === undefined && at === now.month ? 0 : 1;
  const ahead = (at - now.month + 12) % 12 || 12 * same;
  const months =
    which === "this" ? at - now.month : isBack ? -((now.month - at + 12) % 12 || 12 * same) : ahead;
  return { day: dateOf(now.year, now.month + months, 1), precision: "month" };
}

function readRelativeDay(text: string, today: Day): Moment {
  const days = text.startsWith("day before")
    ? -2
    : /^(?:yesterday|last night)/.test(text)
      ? -1
      : text.startsWith("day after")
        ? 2
        : text.startsWith("tomorrow")
          ? 1
          : 0;
  return { day: addDays(today, days), precision: "day" };
}

function readUnit(text: string, today: Day): Moment {
  const [which = "", what = ""] = text.split(" ");
  const steps = /last|past/.test(which) ? -1 : /next/.test(which) ? 1 : 0;
  const { year, month: now } = partsOf(today);
  if (what === "week") {
    const day = addDays(weekOf(today), 7 * steps);
    return { day, precision: "day", words: `in the week of ${inWords(day, "day")}` };
  }
  if (what === "weekend") return { day: addDays(weekOf(today), 5 + 7 * steps), precision: "day" };
  if (what === "month") return { day: dateOf(year, now + steps, 1), precision: "month" };
  if (what === "year") return { day: dateOf(year + steps, 0, 1), precision: "year" };
  const begins = { spring: 2, summer: 5, autumn: 8, fall: 8, winter: 11 }[what] ?? 0;
  const isOver = now > begins + 2;
  const back = now > begins + 2 ? 0 : -1;
  const years = steps < 0 ? back : steps > 0 ? (now >= begins || isOver ? 1 : 0) : 0;
  return { day: dateOf(year + years, begins, 1), precision: "month" };
}

function readWeekday(text: string, today: Day, tense: Tense, lead: string): Moment | undefined {
  const [, which, name = ""] = /^(?:(last|next|this|coming) )?(\w+)/.exec(text) ?? [];
  if (!which && !/^(?:on|since|until|till|by|before|this coming)$/i.test(lead)) return undefined;
  const ahead = (weekdayOf(name) - partsOf(today).weekday + 7) % 7;
  if (which === "last" || (which === undefined && tense === "past")) {
    return { day: addDays(today, ahead === 0 ? (which ? -7 : 0) : ahead - 7), precision: "day" };
  }
  const coming = addDays(today, ahead === 0 && which ? 7 : ahead);
  // Next Friday, said on a Monday, is not the one of this week.
  const isThisWeek = which === "next" && weekOf(coming) === weekOf(today);
  return { day: isThisWeek ? addDays(coming, 7) : coming, precision: "day" };
}

function readSpan(text: string, today: Day, lead: string): Moment | undefined {
  const [, said = "", what = ""] = new RegExp(`^(${numberPattern}) (day|week|month|year)`).exec(text) ?? [];
  const isAhead = /^in$/i.test(lead) || text.endsWith("from now");
  if (!isAhead && !text.endsWith("ago") && !/^for/i.test(lead)) return undefined;
  const count = readNumber(said) * (isAhead ? 1 : -1);
  if (what === "day") return { day: addDays(today, count), precision: "day" };
  if (what === "week") return { day: addDays(today, 7 * count), precision: "day" };
  if (what === "month") return { day: addMonths(today, count), precision: "month" };
  return { day: addMonths(today, 12 * count), precision: "year" };
}
