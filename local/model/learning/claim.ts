import { subjectsOf } from "../chat/content-words.ts";

export interface Relation {
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
}

export interface Entity {
  readonly name: string;
  readonly type: "person" | "place" | "organization" | "animal" | "activity" | "thing" | "other";
}

/** What a sentence says of somebody, apart from when. */
export interface Reading {
  readonly predicate: string;
  readonly object: string;
  readonly type: string;
  readonly importance: number;
  /** What follows the name; the phrase itself where it is not given. */
  readonly says?: string;
  /** Only one can hold at a time. */
  readonly isSingle?: boolean;
  /** False: it does not, or no longer. */
  readonly holds?: boolean;
  /** Nothing to keep unless it says when. */
  readonly needsTime?: boolean;
  readonly relation?: Pick<Relation, "predicate"> & { readonly object: string; readonly isTurned?: boolean };
  readonly entities?: readonly Entity[];
}

export interface Claim extends Reading {
  /** As in the text: "The user's sister Anna". */
  readonly who: string;
  /** Of whom, for comparing: "user", "sister:anna". */
  readonly subject: string;
}

/** An object for comparing: without case, order, articles and endings. */
export function keyOf(object: string): string {
  const words = [...subjectsOf(object)].sort().join(" ");
  return words || object.toLowerCase().trim();
}

const isAside =
  /^(?:especially|like|such as|including|plus|even|mostly)\b|\b(?:is|are|was|were|it|they|gets?|makes?)\b/i;

/** "Tea and jazz" are two things; "rock and roll" is one. */
export function listOf(objects: string): string[] {
  if (
    /\b(?:rock and roll|mac and cheese|fish and chips|drum and bass|black and white|between)\b/i.test(objects)
  ) {
    return [objects];
  }
  const parts = objects
    .split(/,\s*(?:and\s+)?|\s+and\s+(?:also\s+)?/)
    .map((part) => part.trim())
    .filter((part, at) => at === 0 || !isAside.test(part));
  const isList = parts.every((part) => part !== "" && part.split(/\s+/).length <= 5);
  return isList ? parts : [objects];
}

/** Another thought begins. */
const turn =
  /\s*(?:\s[–—-]+|[–—]|-\s|\.\.\.|…|,?\s(?:and|but|so|as|since|'cause|cause|cuz) (?:it|they|that|he|she|we|i|this)\b).*$/i;
const tail =
  /,?\s+(?:now|these days|nowadays|at the moment|right now|too|as well|very much|a lot|so much|again|by the way|for now|any ?more|any longer|though|instead|today)$/i;

export function trimObject(object: string): string {
  const cut = object
    .replace(turn, "")
    .replace(/,?\s+(?:because|which|where|who|since then|so that|, not|rather than)\b.*$/i, "");
  const shorter = cut
    .replace(/,\s*not\b.*$/i, "")
    .replace(tail, "")
    .replace(/[\s.,;!]+$/, "");
  return shorter === object ? object : trimObject(shorter);
}
