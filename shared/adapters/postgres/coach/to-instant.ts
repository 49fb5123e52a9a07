export function toInstant(at: Date | null): number | null {
  return at?.getTime() ?? null;
}

export function toIso(ms: number | null | undefined): string | null {
  return typeof ms === "number" ? new Date(ms).toISOString() : null;
}
