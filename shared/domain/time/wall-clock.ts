const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock on the wall shows in a zone at an instant, as if it were UTC. */
export function wallTimeOf(instant: number, zone: string): number {
  const shown = Object.fromEntries(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year, month, day, hour, minute, second } = shown as Record<string, number>;
  const milliseconds = ((instant % 1_000) + 1_000) % 1_000;
  return Date.UTC(year!, month! - 1, day!, hour, minute, second, milliseconds);
}

/** The instant at which a wall clock shows a time: the first of two, and where it skips the time, that of the skip. */
export function instantOf(wallTime: number, zone: string): number {
  const offsetAt = (instant: number) => wallTimeOf(instant, zone) - instant;
  const [earlier, later] = [wallTime - dayMs, wallTime + dayMs].map((near) => wallTime - offsetAt(near));
  const shown = [earlier!, later!].filter((instant) => wallTimeOf(instant, zone) === wallTime);
  return shown.length > 0 ? Math.min(...shown) : findSkip(wallTime, zone, later!, earlier!);
}

/** The clock shows less than the time at the one instant and more at the other. */
function findSkip(wallTime: number, zone: string, before: number, after: number): number {
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (wallTimeOf(middle, zone) < wallTime) low = middle;
    else high = middle;
  }
  return high;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = createFormat(zone) ?? createFormat("UTC")!;
  formats.set(zone, format);
  return format;
}

/** Null for a zone that this runtime does not know. */
function createFormat(timeZone: string): Intl.DateTimeFormat | null {
  const fields = { year: "numeric", month: "numeric", day: "numeric" } as const;
  const time = { hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { calendar: "gregory", timeZone, ...fields, ...time });
  } catch {
    return null;
  }
}
