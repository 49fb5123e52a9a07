import { Conflict, NotFound, PreconditionFailed } from "../../errors.ts";
import { mostCheckIns, mostReminders, type ReminderKind } from "../../ports/reminder.ts";

/** Why nothing of a reminder was changed. */
export function refuseChange(
  outcome: "missing" | "outdated" | "cancelled" | "too_many",
  kind: ReminderKind,
): Error {
  switch (outcome) {
    case "missing":
      return new NotFound(nameOf(kind));
    case "outdated":
      return new PreconditionFailed(`the ${nameOf(kind)} has another version by now; read it again`);
    case "cancelled":
      return new Conflict(`the ${nameOf(kind)} was cancelled, which is final; make a new one`);
    case "too_many":
      return tooMany(kind);
  }
}

export function tooMany(kind: ReminderKind): Error {
  const most = `a person has at most ${mostReminders} reminders that still fire`;
  return new Conflict(
    kind === "check_in" ? `${most}, of them ${mostCheckIns} check-ins; cancel one` : `${most}; cancel one`,
  );
}

/** As a person calls it. */
export function nameOf(kind: ReminderKind): string {
  return kind === "check_in" ? "check-in" : "reminder";
}
