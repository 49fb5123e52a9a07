import { Conflict, NotFound, PreconditionFailed } from "../../errors.ts";
import type { ReminderKind } from "../../ports/reminders.ts";

/** Why nothing of a reminder was changed. */
export function refuseChange(outcome: "missing" | "outdated" | "cancelled", kind: ReminderKind): Error {
  switch (outcome) {
    case "missing":
      return new NotFound(nameOf(kind));
    case "outdated":
      return new PreconditionFailed(`the ${nameOf(kind)} has another version by now; read it again`);
    case "cancelled":
      return new Conflict(`the ${nameOf(kind)} was cancelled, which is final; make a new one`);
  }
}

/** As a person calls it. */
export function nameOf(kind: ReminderKind): string {
  return kind === "check_in" ? "check-in" : "reminder";
}
