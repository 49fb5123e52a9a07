import { Cron } from "croner";

export type Expression =
  | { readonly kind: "at"; readonly wallMs: number }
  | { readonly kind: "rate"; readonly everyMs: number }
  | { readonly kind: "cron"; readonly nextWall: (afterWallMs: number) => number | null };

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const ends = [59, 23, 31, 12, 7, 2199];

/** Reads at(…), rate(…) and cron(…); null when Scheduler would refuse it. */
export function parseExpression(text: string): Expression | null {
  const [, kind, inner = ""] = /^(at|rate|cron)\((.+)\)$/.exec(text) ?? [];
  if (kind === "at") return parseAt(inner);
  if (kind === "rate") return parseRate(inner);
  return kind === "cron" ? parseCron(inner) : null;
}

function parseAt(inner: string): Expression | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner)) return null;
  const wallMs = Date.parse(`${inner}Z`);
  const isReal = !Number.isNaN(wallMs) && new Date(wallMs).toISOString().startsWith(inner);
  return isReal ? { kind: "at", wallMs } : null;
}

function parseRate(inner: string): Expression | null {
  const [, count, unit = ""] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(inner) ?? [];
  return count === undefined ? null : { kind: "rate", everyMs: Number(count) * unitMs[unit]! };
}

function parseCron(inner: string): Expression | null {
  const fields = inner.trim().split(/\s+/);
  const [, , dayOfMonth, , dayOfWeek] = fields;
  if (fields.length !== 6 || (dayOfMonth === "?") === (dayOfWeek === "?")) return null;
  const pattern = `0 ${fields.map(plainField).join(" ")}`;
  try {
    // Wall times are read as UTC, so that what the zone does with them is decided in one place.
    const cron = new Cron(pattern, { utcOffset: 0, mode: "7-part", alternativeWeekdays: true, paused: true });
    return { kind: "cron", nextWall: (after) => cron.nextRun(new Date(after))?.getTime() ?? null };
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return null;
    throw error;
  }
}

function plainField(field: string, index: number): string {
  if (field === "?") return "*";
  if (index === 4 && field === "L") return "7";
  return field.replace(/(^|,)(\d+)\//g, `$1$2-${ends[index]}/`);
}
