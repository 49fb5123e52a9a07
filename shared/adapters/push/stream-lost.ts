/** Whether it was taken is unknown. */
export class StreamLost extends Error {}

/** A stream that fails with its session has the reason within. */
export function codeOf(failure: Error | undefined): string {
  const { code } = (failure?.cause ?? failure ?? {}) as { code?: unknown };
  return typeof code === "string" ? ` (${code})` : "";
}
