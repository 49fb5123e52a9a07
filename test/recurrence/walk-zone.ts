const [minuteMs, dayMs] = [60_000, 86_400_000];

interface Stretch {
  readonly from: number;
  readonly offset: number;
}

const [first, last] = [Date.UTC(2005, 0, 1), Date.UTC(2042, 0, 1)];
const known = new Map<string, readonly Stretch[]>();

/** What a clock of the zone showed between 2005 and 2042, minute for minute where it was put. */
export function stretchesOf(zone: string): readonly Stretch[] {
  const walked = known.get(zone) ?? walk(zone);
  known.set(zone, walked);
  return walked;
}

function walk(zone: string): Stretch[] {
  const shown = new Intl.DateTimeFormat("sv-SE", {
    ...{
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    },
  });
  const offsetAt = (at: number) => Date.parse(`${shown.format(at).replace(" ", "T")}Z`) - at;
  const found: Stretch[] = [{ from: Number.NEGATIVE_INFINITY, offset: offsetAt(first) }];
  for (let day = first; day < last; day += dayMs) {
    if (offsetAt(day + dayMs) === found.at(-1)!.offset) continue;
    for (let at = day; at <= day + dayMs; at += minuteMs)
      if (offsetAt(at) !== found.at(-1)!.offset) found.push({ from: at, offset: offsetAt(at) });
  }
  return found;
}

/** The first instant at which the clock shows the time, else that at which it jumps over it. */
export function findInstant(wall: number, zone: string): number {
  const stretches = stretchesOf(zone);
  for (const [at, { from, offset }] of stretches.entries()) {
    const until = stretches[at + 1]?.from ?? Number.POSITIVE_INFINITY;
    if (from + offset > wall) return from;
    if (wall - offset < until) return wall - offset;
  }
  throw new Error("no clock shows it");
}
