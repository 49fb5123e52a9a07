import { Conflict, NotFound, PreconditionFailed } from "../../errors.ts";

/** Why nothing of a reminder was changed. */
export function refuseChange(outcome: "missing" | "outdated" | "cancelled"): Error {
  switch (outcome) {
    case "missing":
      return new NotFound("reminder");
    case "outdated":
      return new PreconditionFailed("the reminder has another version by now; read it again");
    case "cancelled":
      return new Conflict("the reminder was cancelled, which is final; make a new one");
  }
}
