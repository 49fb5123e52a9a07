/** One clear line for what a person can mend; the whole story for what only we can. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as { code?: string; port?: number };
  if (code === "EADDRINUSE") {
    return `Port ${port} is taken by another program: end that, or choose another with AIMI_PORT=${(port ?? 8000) + 1} npm run dev`;
  }
  if (code === "EACCES" && port !== undefined)
    return `Port ${port} needs more rights: choose one above 1023 with AIMI_PORT`;
  return expected.has(error.name) ? error.message : (error.stack ?? error.message);
}

const expected = new Set(["BadSettings", "StartupFailure", "FunctionError"]);
