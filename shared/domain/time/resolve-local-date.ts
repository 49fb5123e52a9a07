import { instantOf } from "./wall-clock.ts";

export interface Period {
  readonly from: number;
  /** Its end, which is the beginning of what follows. */
  readonly until: number;
}

const pattern =
  /^(?<year>\d{4})(?:-(?<month>\d\d)(?:-(?<day>\d\d)(?:[T ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:\.\d+)?)?(?<offset>Z|[+-]\d\d:?\d\d)?)?)?)?$/;
/** Earlier years have another calendar, later ones are no dates of a person's. */
const [firstYear, lastYear] = [1600, 2999];

/** A year, month, day or time as it is told in a zone: when it begins and ends. Null for what is no date. */
export function resolveLocalDate(told: string, zone: string): Period | null {
  const parts = pattern.exec(told.trim())?.groups;
  if (!parts) return null;
  const { month, day, hour, offset } = parts;
  const [y, m, d] = [Number(parts.year), Number(month ?? 1) - 1, Number(day ?? 1)];
  if (y < firstYear || y > lastYear || !isDay(y, m, d)) return null;
  if (hour !== undefined) return resolveTime(Date.UTC(y, m, d), parts, offset, zone);
  const next = day ? Date.UTC(y, m, d + 1) : month ? Date.UTC(y, m + 1) : Date.UTC(y + 1, 0);
  return { from: instantOf(Date.UTC(y, m, d), zone), until: instantOf(next, zone) };
}

function resolveTime(
  day: number,
  { hour, minute, second = "0" }: Record<string, string | undefined>,
  offset: string | undefined,
  zone: string,
): Period | null {
  const [h, min, s] = [Number(hour), Number(minute), Number(second)];
  if (h > 23 || min > 59 || s > 59) return null;
  const wallTime = day + ((h * 60 + min) * 60 + s) * 1_000;
  const at = offset === undefined ? instantOf(wallTime, zone) : wallTime - toMs(offset);
  return { from: at, until: at };
}

function toMs(offset: string): number {
  if (offset === "Z") return 0;
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))];
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month, day));
  return date.getUTCMonth() === month && date.getUTCDate() === day;
}
