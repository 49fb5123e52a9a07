import { NotFound, PreconditionFailed } from "../../errors.ts";
import type { Changed } from "../../ports/goals.ts";

/** What a change came to; else it tells why nothing was written. */
export function toChanged<Thing>(changed: Changed<Thing>, what: string): Thing {
  if (changed.outcome === "written") return changed.thing;
  throw refusalOf(changed.outcome, what);
}

export function refusalOf(outcome: "outdated" | "missing", what: string): Error {
  return outcome === "missing"
    ? new NotFound(what)
    : new PreconditionFailed(`the ${what} has another version by now; read it again`);
}
