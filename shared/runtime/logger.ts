import type { WorkLog } from "../ports/work-log.ts";

const levels = { debug: 10, info: 20, warn: 30, error: 40 } as const;
export type LogLevel = keyof typeof levels;

export interface Logger extends WorkLog {
  error(what: string, fields?: Readonly<Record<string, unknown>>): void;
  with(fields: Readonly<Record<string, unknown>>): Logger;
}

/** One JSON line each: ids, outcome, duration. Errors are told by name and message. */
export function createLogger(lowest: LogLevel, fields: Readonly<Record<string, unknown>> = {}): Logger {
  const write =
    (level: LogLevel) =>
    (what: string, more: Readonly<Record<string, unknown>> = {}) => {
      if (levels[level] < levels[lowest]) return;
      const line = { timestamp: new Date().toISOString(), level, what, ...fields, ...more };
      const json = JSON.stringify(line, (_key, value) => (value instanceof Error ? describe(value) : value));
      // Lambda's own console would put the line as a text into a record of its own, where no filter reads it.
      process.stdout.write(`${json}\n`);
    };
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    with: (more) => createLogger(lowest, { ...fields, ...more }),
  };
}

/** A Postgres error's detail can quote a row, so only what names the fault is kept. */
function describe(error: Error): Record<string, unknown> {
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: error.message,
    ...(code !== undefined && { code }),
    ...(error.cause instanceof Error && { cause: describe(error.cause) }),
    stack: error.stack?.split("\n").slice(1, 6),
  };
}
