const [hourMs, dayMs] = [3_600_000, 86_400_000];
const names = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

/**
 * The wall times of a rule before `end`, found by asking of every hour of every day whether it is one. Slow and plain, and
 * nothing of it is shared with what it checks. An UNTIL with a Z is left to the caller.
 */
export function walkRule(text: string, start: number, end: number): number[] {
  const parts = new Map(text.split(";").map((part) => part.split("=") as [string, string]));
  const list = (name: string) => parts.get(name)?.split(",");
  const frequency = parts.get("FREQ")!;
  const periods = new Map<number, number[]>();
  const begin = new Date(start);
  // Of a period that the end falls into, all.
  for (let day = Date.UTC(begin.getUTCFullYear(), 0, 1) - 8 * dayMs; day < end + 366 * dayMs; day += dayMs) {
    if (!isDay(parts, begin, new Date(day))) continue;
    for (let hour = 0; hour < 24; hour++) {
      if (frequency === "HOURLY") {
        const since = Math.round((day + hour * hourMs - Math.floor(start / hourMs) * hourMs) / hourMs);
        if (since % Number(parts.get("INTERVAL") ?? 1) !== 0) continue;
      }
      const hours = list("BYHOUR") ?? (frequency === "HOURLY" ? null : [String(begin.getUTCHours())]);
      if (hours && !hours.includes(String(hour))) continue;
      const minute = Number(parts.get("BYMINUTE") ?? begin.getUTCMinutes());
      const period = periodOf(parts, new Date(day));
      const times = periods.get(period) ?? [];
      times.push(day + hour * hourMs + minute * 60_000 + begin.getUTCSeconds() * 1_000);
      periods.set(period, times);
    }
  }
  const last = untilOf(parts.get("UNTIL"));
  return [...periods.values()]
    .flatMap((times) => {
      const positions = list("BYSETPOS")?.map(Number);
      const picked = positions?.map((position) => times.at(position > 0 ? position - 1 : position));
      return picked ? [...new Set(picked.filter((time) => time !== undefined))].sort((a, b) => a - b) : times;
    })
    .filter((time) => time >= start)
    .slice(0, Number(parts.get("COUNT") ?? Number.POSITIVE_INFINITY))
    .filter((time) => time <= last && time < end);
}

function untilOf(told: string | undefined): number {
  if (!told || told.endsWith("Z")) return Number.POSITIVE_INFINITY;
  const said = told.padEnd(15, "T235959").replace(/(....)(..)(..)T(..)(..)(..)/, "$1-$2-$3T$4:$5:$6Z");
  return Date.parse(said);
}

function weekOf(day: Date, start: number): number {
  return Math.floor((day.getTime() / dayMs + 4 - start) / 7);
}

/** Days, weeks, months and years, each counted from somewhere. */
function periodOf(parts: Map<string, string>, day: Date): number {
  const months = day.getUTCFullYear() * 12 + day.getUTCMonth();
  switch (parts.get("FREQ")) {
    case "WEEKLY":
      return weekOf(day, names.indexOf(parts.get("WKST") ?? "MO"));
    case "MONTHLY":
      return months;
    case "YEARLY":
      return day.getUTCFullYear();
    default:
      return Math.floor(day.getTime() / dayMs);
  }
}

function isDay(parts: Map<string, string>, begin: Date, day: Date): boolean {
  const has = (name: string) => parts.has(name);
  const frequency = parts.get("FREQ");
  if (frequency !== "HOURLY") {
    const since = periodOf(parts, day) - periodOf(parts, begin);
    if (since % Number(parts.get("INTERVAL") ?? 1) !== 0) return false;
  }
  const namesDays = ["BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"].some(has);
  if (has("BYMONTH")) {
    if (!isIn(parts.get("BYMONTH"), day.getUTCMonth() + 1, 0)) return false;
  } else if (frequency === "YEARLY" && !namesDays && day.getUTCMonth() !== begin.getUTCMonth()) return false;
  if (has("BYMONTHDAY")) {
    if (!isIn(parts.get("BYMONTHDAY"), day.getUTCDate(), daysLeft(day, "getUTCMonth"))) return false;
  } else if ((frequency === "MONTHLY" || frequency === "YEARLY") && !namesDays)
    if (day.getUTCDate() !== begin.getUTCDate()) return false;
  const newYear = Date.UTC(day.getUTCFullYear(), 0, 1);
  const dayOfYear = (day.getTime() - newYear) / dayMs + 1;
  if (has("BYYEARDAY") && !isIn(parts.get("BYYEARDAY"), dayOfYear, daysLeft(day, "getUTCFullYear")))
    return false;
  if (has("BYWEEKNO") && !isInWeek(parts, day)) return false;
  if (has("BYDAY"))
    return parts
      .get("BYDAY")!
      .split(",")
      .some((named) => isNamed(named, parts, day));
  const isByWeekday = frequency === "WEEKLY" || has("BYWEEKNO");
  return !isByWeekday || day.getUTCDay() === begin.getUTCDay();
}

/** With `left` more after it. */
function isIn(listed: string | undefined, number: number, left: number): boolean {
  return listed!.split(",").some((told) => Number(told) === number || Number(told) === -left - 1);
}

function daysLeft(day: Date, unit: "getUTCMonth" | "getUTCFullYear"): number {
  let left = 0;
  while (new Date(day.getTime() + (left + 1) * dayMs)[unit]() === day[unit]()) left++;
  return left;
}

function isInWeek(parts: Map<string, string>, day: Date): boolean {
  const numberOf = (at: Date) => {
    const intoWeek = (at.getUTCDay() - names.indexOf(parts.get("WKST") ?? "MO") + 7) % 7;
    const fourth = new Date(at.getTime() + (3 - intoWeek) * dayMs);
    return Math.floor((fourth.getTime() - Date.UTC(fourth.getUTCFullYear(), 0, 1)) / dayMs / 7) + 1;
  };
  let left = 0;
  while (numberOf(new Date(day.getTime() + (left + 1) * 7 * dayMs)) !== 1) left++;
  return isIn(parts.get("BYWEEKNO"), numberOf(day), left);
}

function isNamed(named: string, parts: Map<string, string>, day: Date): boolean {
  if (names[day.getUTCDay()] !== named.slice(-2)) return false;
  const ordinal = Number(named.slice(0, -2));
  if (!ordinal) return true;
  const unit = parts.get("FREQ") === "YEARLY" && !parts.has("BYMONTH") ? "getUTCFullYear" : "getUTCMonth";
  const step = ordinal > 0 ? -7 : 7;
  let place = 1;
  while (new Date(day.getTime() + step * place * dayMs)[unit]() === day[unit]()) place++;
  return place === Math.abs(ordinal);
}
