import type { Claim } from "./claim.ts";
import { expandContractions } from "./expand-contractions.ts";
import { findTime } from "./find-time.ts";
import { readClaim } from "./read-claim.ts";
import type { Tense } from "./read-moment.ts";
import { toThirdPersonSentence } from "./to-third-person-sentence.ts";
import { isPast } from "./verbs.ts";

export interface DatedClaim extends Claim {
  /** "on 27 March 2026 at 18:00" */
  readonly phrase: string | null;
  readonly from: string | null;
  readonly until: string | null;
}

/** What a clause claims of one who speaks of themselves; or of anybody, where it stands in a memory. */
export function readDatedClaims(
  clause: string,
  said: string,
  who: string,
  isStored = false,
): readonly DatedClaim[] {
  const { rest, phrase, from, until } = findTime(clause, said, tenseOf(clause));
  const corrected = rest.replace(/,? (?:and )?not (?:in |at |as |a |an )?[\p{L} ]+$/u, (cut) =>
    / not [\p{L} ]+$/u.test(cut) && /,|\band\b/.test(cut) ? "" : cut,
  );
  const sentence = toThirdPersonSentence(replaceHalf(corrected), who) ?? (isStored ? corrected : undefined);
  return (sentence === undefined ? [] : readClaim(sentence))
    .map((claim) => ({ ...claim, phrase, from, until }))
    .filter(({ needsTime, phrase: when }) => !needsTime || when !== null)
    .map(yearless);
}

export function readStoredClaims(text: string, said: string): readonly DatedClaim[] {
  const plain = expandContractions(text.trim().replace(/[\s.!]+$/, ""));
  const claims = readDatedClaims(plain, said, "The user", true);
  if (claims.length > 0) return claims;
  // "Lives in Berlin", as people note it.
  return readDatedClaims(
    `The user ${plain.charAt(0).toLowerCase()}${plain.slice(1)}`,
    said,
    "The user",
    true,
  );
}

/** "I do not live in Berlin but in Hamburg" says where I live. */
function replaceHalf(clause: string): string {
  return clause
    .replace(/^(i|we) do not (\w+) (in|at|as|to) .+?,? but (?:rather )?(?:\3 )?/i, "$1 $2 $3 ")
    .replace(/^(i|we) do not (\w+) .+?,? but (?:rather )?/i, "$1 $2 ")
    .replace(/^(my [\w ]+? is) not .+?,? but (?:rather )?/i, "$1 ")
    .replace(/^(i am|we are) not .+?,? but (?:rather )?/i, "$1 ")
    .replace(/\b(in|at|as|is|to) not .+?,? but (?:rather )?(?:\1 )?/i, "$1 ");
}

function tenseOf(clause: string): Tense {
  const words = clause.match(/[a-z']+/gi) ?? [];
  if (words.some((word) => /^(?:will|going|want|wants|plan|plans|hope|would|planning)$/i.test(word)))
    return "coming";
  return words.some((word) => isPast(word)) &&
    !/\b(?:moved|postponed|rescheduled) to\b.*\b(?:on )?\d|\bis (?:now )?(?:moved|scheduled)/i.test(clause)
    ? "past"
    : "coming";
}

/** A birthday comes each year. */
function yearless(claim: DatedClaim): DatedClaim {
  if (claim.predicate !== "birthday" || claim.phrase === null) return claim;
  const day = claim.phrase.replace(/^on /, "").replace(/ \d{4}$/, "");
  return { ...claim, object: day, says: `'s birthday is on ${day}`, phrase: null, from: null, until: null };
}
