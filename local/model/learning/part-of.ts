import type { DatedClaim } from "./dated-claim.ts";

export type Part = "profile" | "working_on" | "preferences" | "open_threads";

const profile =
  /^(?:name|lives_in|works_|studies|has_kin|has_pet|has_number|nationality|is_from|age|birthday|marital|diet|allergic|condition|speaks)/;
const coaching =
  /\b(?:answers?|repl(?:y|ies)|messages?|mornings?|evenings?|reminders?|check-?ins?|examples?|lists?|humou?r|details?|advice|feedback|tone|bullet points|explanations?|encouragement)\b/i;

/** Where in a person's state a claim belongs, if it does. */
export function partOf({ predicate, type, subject, object, says = "" }: DatedClaim): Part | undefined {
  if (subject !== "user") return undefined;
  if (predicate === "plans" || predicate === "works_on" || predicate === "is_doing") return "working_on";
  if (type === "preference") return coaching.test(`${object} ${says}`) ? "preferences" : undefined;
  return profile.test(predicate) ? "profile" : undefined;
}
