import type { Logger } from "#shared/runtime/logger.ts";

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly what: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface FakeLog extends Logger {
  readonly lines: readonly LogLine[];
}

/** Collects what was said, that of its children included. */
export function fakeLog(lines: LogLine[] = [], common: Readonly<Record<string, unknown>> = {}): FakeLog {
  const write =
    (level: LogLine["level"]) =>
    (what: string, fields: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ level, what, fields: { ...common, ...fields } });
    };
  return {
    lines,
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    with: (more) => fakeLog(lines, { ...common, ...more }),
  };
}
