/** What a clock on the wall showed: 2026-03-28T23:30. */
export function toWallTime(instantMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return parts.format(instantMs).replace(" ", "T");
}
