import type { Entity, Relation } from "./claim.ts";
import type { DatedClaim } from "./dated-claim.ts";

export interface Fact {
  readonly text: string;
  readonly type: string;
  readonly importance: number;
  readonly sources: readonly number[];
  readonly from: string | null;
  readonly until: string | null;
  readonly entities: readonly Entity[];
  readonly relations: readonly Relation[];
}

const begins = /^(?:lives_in|works_at|works_as|diet)$/;

export function textOf({ who, says = "", predicate, phrase }: DatedClaim): string {
  const when = begins.test(predicate) ? phrase?.replace(/^(?:on|in)\b/, "since") : phrase;
  return `${who}${says.startsWith("'s") ? "" : " "}${says}${when ? ` ${when}` : ""}.`;
}

export function writeFact(claim: DatedClaim, sources: readonly number[]): Fact {
  const { type, importance, from, until, entities = [], relation, who, subject } = claim;
  const entity = entityOf(claim);
  const person: Entity[] =
    subject.includes(":") && entity !== undefined
      ? [{ name: entity, type: isAnimal(who) ? "animal" : "person" }]
      : [];
  const relations: Relation[] = relation && entity !== undefined ? [turned(entity, relation)] : [];
  return {
    text: textOf(claim),
    type,
    importance,
    sources,
    from,
    until,
    entities: [...person, ...entities],
    relations,
  };
}

function turned(
  subject: string,
  { predicate, object, isTurned }: NonNullable<DatedClaim["relation"]>,
): Relation {
  return isTurned ? { subject: object, predicate, object: subject } : { subject, predicate, object };
}

/** The user, who speaks, or the one of theirs that is named. */
function entityOf({ who, subject }: DatedClaim): string | undefined {
  if (!subject.includes(":")) return subject === "user" ? "user" : who;
  return subject.endsWith(":") ? undefined : who.split(" ").at(-1);
}

function isAnimal(who: string): boolean {
  return /\b(?:dog|cat|puppy|kitten|rabbit|hamster|parrot|bird|horse|pony|turtle)\b/.test(who);
}
