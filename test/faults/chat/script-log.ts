import type { Logger } from "#shared/runtime/logger.ts";
import type { Script } from "./script.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The product's log as part of the script. What it calls an error of its own making is a complaint. */
export function scriptLog(script: Script, complain: (what: string) => void): Logger {
  const write =
    (level: string) =>
    (what: string, fields: Fields = {}) => {
      const { error, ...rest } = fields;
      const cause = error instanceof Error ? `${error.name}: ${error.message}` : "";
      script.note(`  ${level} ${what} ${JSON.stringify(rest)} ${cause}`);
      if (isFaultOfOurs(error)) complain(`${what}: ${error.stack}`);
    };
  return {
    debug: () => undefined,
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    with: () => scriptLog(script, complain),
  };
}

/** What no store, model or network says. */
function isFaultOfOurs(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const ours = [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
  const isFetch = error.message === "fetch failed" || error.message === "terminated";
  return (ours && !isFetch) || error.name === "NeonDbError" || error.name === "UpstashError";
}
