import type { DatedClaim } from "./dated-claim.ts";
import { readDatedClaims } from "./dated-claim.ts";
import { foldClaims, type Sourced } from "./fold-claims.ts";
import { implyKin } from "./imply-kin.ts";
import { readConfirmed } from "./read-confirmed.ts";
import { splitStatements } from "./split-statements.ts";
import { type Fact, writeFact } from "./write-fact.ts";

export interface LearnMessage {
  readonly n: number;
  readonly role: string;
  readonly speaker?: string | null;
  readonly said: string;
  readonly context?: boolean;
  readonly text: string;
}

const meant =
  /^(?:(?:sorry|no|oops|wait|correction|ah|oh)[,:.!]? )*(?:i meant(?: to say)?|i mean|make that|that should be|it(?: i|')s actually|it should be) (?<object>[\p{L}\p{N}][\p{L}\p{N} '-]*)[.!]?$/iu;

/** What the messages of a person tell of them, as of the last one. */
export function findFacts(messages: readonly LearnMessage[], person: string | null): Fact[] {
  return findClaims(messages, person)
    .filter(({ sources }) => sources.length > 0)
    .map(({ claim, sources }) => writeFact(claim, sources));
}

export function findClaims(messages: readonly LearnMessage[], person: string | null): readonly Sourced[] {
  let told: readonly Sourced[] = [];
  messages.forEach((message, at) => {
    if (message.role !== "user") return;
    const sources = message.context ? [] : [message.n];
    const who = message.speaker && message.speaker !== person ? message.speaker : "The user";
    const claims = [
      ...correct(message.text, told),
      ...readConfirmed(messages[at - 1], message).flatMap((clause) =>
        readDatedClaims(clause, message.said, who),
      ),
      ...readMessage(message, who, told),
    ];
    told = foldClaims(
      told,
      claims
        .flatMap((claim) => [...implyKin(claim), claim])
        .map((claim) => ({ claim, sources, said: message.said })),
    );
  });
  return told;
}

/** "She" is the one of theirs who was spoken of last, and so is "Anna" once it was said who Anna is. */
function readMessage({ text, said }: LearnMessage, who: string, told: readonly Sourced[]): DatedClaim[] {
  const close = told.flatMap(({ claim }) => closeOne(claim) ?? []);
  return splitStatements(text).flatMap((clause) => {
    const last = close.at(-1);
    const named = close.findLast((one) => clause.startsWith(`${one.split(" ").at(-1)} `));
    const resolved = named
      ? clause.replace(/^\S+/, named)
      : last
        ? clause.replace(/^(?:she|he|it)\b/i, last)
        : clause;
    const claims = readDatedClaims(resolved, said, who);
    close.push(...claims.flatMap((claim) => closeOne(claim) ?? []));
    return claims;
  });
}

/** As their person would say it: "my sister Anna". */
function closeOne({ subject, who, predicate, object }: DatedClaim): string | undefined {
  if (subject.includes(":")) return `my ${who.replace(/^.*?'s /, "")}`;
  if (!/^has_(?:kin|pet) /.test(predicate)) return undefined;
  return `my ${predicate.slice(8)}${object ? ` ${object}` : ""}`;
}

/** "Sorry, I meant Hamburg": of what was told last, with another object. */
function correct(text: string, told: readonly Sourced[]): DatedClaim[] {
  const object = meant.exec(text.trim())?.groups?.object?.replace(/^(?:in|at|to) /i, "");
  const last = told.findLast(
    ({ claim }) => claim.isSingle && claim.object !== "" && claim.says?.includes(claim.object),
  );
  if (!object || !last) return [];
  const { claim } = last;
  const put = (words: string) => words.replace(claim.object, object);
  return [
    {
      ...claim,
      object,
      says: put(claim.says ?? ""),
      ...(claim.relation && { relation: { ...claim.relation, object } }),
      ...(claim.entities && {
        entities: claim.entities.map((entity) => ({ ...entity, name: put(entity.name) })),
      }),
    },
  ];
}
