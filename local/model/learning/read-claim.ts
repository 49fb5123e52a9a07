import type { Claim, Reading } from "./claim.ts";
import { eventRules } from "./event-rules.ts";
import { healthRules } from "./health-rules.ts";
import { homeRules } from "./home-rules.ts";
import { ownRules } from "./own-rules.ts";
import { peopleRules } from "./people-rules.ts";
import { planRules } from "./plan-rules.ts";
import { type Negation, readNegation } from "./read-negation.ts";
import { readSubject, type SubjectRead } from "./read-subject.ts";
import { readBy } from "./rule.ts";
import { tasteRules } from "./taste-rules.ts";
import { toBase } from "./verbs.ts";
import { workRules } from "./work-rules.ts";

/** What is said to the assistant, or of it, is nothing of the person. */
const addressed = /\b(?:you|your|yours|yourself|aimi)\b/i;
const rules = [healthRules, peopleRules, workRules, homeRules, tasteRules, planRules, eventRules].flat();

/** What a sentence in the third person, without its time, claims of somebody. */
export function readClaim(sentence: string): readonly Claim[] {
  const read = readSubject(sentence.replace(/[\s.!]+$/, ""));
  if (!read || addressed.test(sentence)) return [];
  if (read.own !== undefined) return readBy(ownRules, read.own).map((reading) => claim(read, reading));
  const negation = readNegation(read.phrase);
  return readBy(rules, negation.positive).map((reading) => claim(read, negate(reading, negation)));
}

function claim({ who, subject }: SubjectRead, reading: Reading): Claim {
  return { who, subject, ...reading };
}

function negate(reading: Reading, { positive, kind }: Negation): Reading {
  const says = reading.says ?? positive;
  if (!kind) return { ...reading, says };
  const { relation, entities, ...rest } = reading;
  const [verb = "", ...more] = says.split(" ");
  const denied = verb === "is" ? ["is not", ...more] : [`does not ${toBase(verb)}`, ...more];
  return {
    ...rest,
    holds: !(reading.holds ?? true),
    says:
      kind === "not"
        ? denied.join(" ")
        : verb === "is"
          ? `is no longer ${more.join(" ")}`
          : `no longer ${says}`,
    needsTime: kind === "not" && (reading.needsTime ?? false),
    ...(reading.predicate === "likes" && entities && { entities }),
  };
}
