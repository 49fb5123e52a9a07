import type { Span } from "../../ports/memory-index.ts";

const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const monthNames = months.flatMap((name) => [name, name.slice(0, 3)]).join("|");
const yearDigits = "(?:19|20)\\d\\d";
const dayDigits = "(?:0?[1-9]|[12]\\d|3[01])";
const ordinal = "(?:st|nd|rd|th)?";

const isoDate = new RegExp(
  `\\b(?<year>${yearDigits})-(?<month>0[1-9]|1[0-2])(?:-(?<day>${dayDigits}))?\\b`,
  "g",
);
const spokenDate = new RegExp(
  `(?:\\b(?<day>${dayDigits})${ordinal}\\s+(?:of\\s+)?)?\\b(?<month>${monthNames}|sept)\\b\\.?` +
    `(?:\\s+(?<dayAfter>${dayDigits})${ordinal}\\b)?(?:,?\\s+(?:of\\s+)?(?<year>${yearDigits})\\b)?`,
  "gi",
);
const bareYear = new RegExp(`\\b(?<year>${yearDigits})\\b`, "g");

/** Words that are also months. */
const ambiguous = /^(may|march|mar|jan|dec)$/i;
const leadsToMonth =
  /^(in|on|of|during|since|until|till|by|before|after|around|from|to|last|this|next|early|mid|late|every)$/i;

const yearsBack = 10;
const mostSpans = 40;

/**
 * The times that an English text names by day, month or year, in UTC. What is named without its year is meant in
 * each of the years up to now.
 */
export function namedTimes(text: string, now: number): Span[] {
  const spans: Span[] = [];
  const take = (rest: string, pattern: RegExp) =>
    rest.replace(pattern, (whole, ...found) => {
      const [at, groups] = [Number(found.at(-3)), found.at(-1)];
      const spoken = read(groups, rest.slice(Math.max(0, at - 20), at));
      if (!spoken) return whole;
      spans.push(...spansOf(spoken, new Date(now).getUTCFullYear()));
      return " ";
    });
  [isoDate, spokenDate, bareYear].reduce(take, text);
  return spans.slice(0, mostSpans);
}

interface Spoken {
  readonly year: number | undefined;
  readonly month: number | undefined;
  readonly day: number | undefined;
}

function read(groups: Record<string, string | undefined>, before: string): Spoken | undefined {
  const { month, year } = groups;
  const day = groups.day ?? groups.dayAfter;
  if (month && ambiguous.test(month) && !day && !year && !isMeantAsMonth(month, before)) return undefined;
  return {
    year: year === undefined ? undefined : Number(year),
    month: month === undefined ? undefined : monthOf(month),
    day: day === undefined ? undefined : Number(day),
  };
}

/** "in may" and "my May", and neither "may I" nor "May I". */
function isMeantAsMonth(month: string, before: string): boolean {
  const word = /(\w+)\s+$/.exec(before)?.[1];
  return word !== undefined && (leadsToMonth.test(word) || /^[A-Z]/.test(month));
}

function monthOf(name: string): number {
  return /^\d/.test(name)
    ? Number(name) - 1
    : months.findIndex((each) => each.startsWith(name.slice(0, 3).toLowerCase()));
}

function spansOf({ year, month, day }: Spoken, thisYear: number): Span[] {
  if (year === undefined) {
    const years = Array.from({ length: yearsBack }, (_, back) => thisYear - back);
    return years.flatMap((each) => spansOf({ year: each, month, day }, thisYear));
  }
  if (month === undefined) return [{ from: Date.UTC(year, 0, 1), to: Date.UTC(year + 1, 0, 1) }];
  if (day === undefined) return [{ from: Date.UTC(year, month, 1), to: Date.UTC(year, month + 1, 1) }];
  const from = Date.UTC(year, month, day);
  return new Date(from).getUTCMonth() === month ? [{ from, to: from + 86_400_000 }] : [];
}
