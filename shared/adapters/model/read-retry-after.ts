/** How long the server asks to be left alone: in seconds or as a date, as HTTP allows. */
export function readRetryAfter(error: unknown): number | undefined {
  const given = (error as { headers?: Headers }).headers?.get?.("retry-after");
  if (!given) return undefined;
  const seconds = Number.isNaN(Number(given)) ? (Date.parse(given) - Date.now()) / 1000 : Number(given);
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}
