const dayMs = 24 * 60 * 60 * 1000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a zone show at an instant, as the milliseconds that UTC would have with the same hands. */
export function toWall(instantMs: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(instantMs)
      .map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second } = parts;
  const seconds = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return seconds + (instantMs % 1000);
}

/** The first instant at which a zone's clocks show this, or null when they skip it. */
export function firstInstant(wallMs: number, zone: string): number | null {
  const instants = offsetsAround(wallMs, zone)
    .map((offset) => wallMs - offset)
    .filter((instant) => toWall(instant, zone) === wallMs);
  return instants.length === 0 ? null : Math.min(...instants);
}

/** As `firstInstant`; a skipped time counts on from before the gap, so that it is never early. */
export function instantOf(wallMs: number, zone: string): number {
  return (
    firstInstant(wallMs, zone) ?? Math.max(...offsetsAround(wallMs, zone).map((offset) => wallMs - offset))
  );
}

export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const offsetsAround = (wallMs: number, zone: string) =>
  [wallMs - dayMs, wallMs + dayMs].map((instant) => toWall(instant, zone) - instant);

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const numeric = "numeric";
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  formats.set(zone, format);
  return format;
}
