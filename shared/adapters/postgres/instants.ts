/** An instant as Postgres is told it. */
export function toIso(ms: number): string;
export function toIso(ms: number | null | undefined): string | null;
export function toIso(ms: number | null | undefined): string | null {
  return typeof ms === "number" ? new Date(ms).toISOString() : null;
}

/** An instant as Postgres tells it. */
export function toMs(at: Date | null): number | null {
  return at?.getTime() ?? null;
}
