import { keyOf } from "./claim.ts";
import type { DatedClaim } from "./dated-claim.ts";

/** What a newer claim is to an older one. */
export type Comparison = "same" | "changed" | "narrower" | "other";

const alike = 0.75;

export function compareClaims(newer: DatedClaim, older: DatedClaim, today: string): Comparison {
  if (isDeathOf(newer, older)) return "changed";
  if (!isSameSubject(newer.subject, older.subject)) return "other";
  if (predicateOf(newer) !== predicateOf(older)) return "other";
  const objects = compareObjects(newer, older);
  const [holds, held] = [newer.holds ?? true, older.holds ?? true];
  if (objects === "other") return newer.isSingle && holds && held ? "changed" : "other";
  if (holds !== held) return newer.type === "event" || isLess(newer, older, holds) ? "other" : "changed";
  const dates = compareDates(newer, older, today);
  if (dates !== "same" || objects === "same") return dates;
  return newer.isSingle || isNamed(newer) || newer.predicate === "plans" ? objects : "other";
}

/** That one has no longer any cat says nothing of the dog; that one likes no more dark chocolate nothing of all of it. */
function isLess(newer: DatedClaim, older: DatedClaim, holds: boolean): boolean {
  return (
    !holds && keyOf(newer.object) !== keyOf(older.object) && keyOf(older.object) !== "" && !isNamed(newer)
  );
}

function compareObjects(newer: DatedClaim, older: DatedClaim): "same" | "narrower" | "other" {
  const [a, b] = [keyOf(newer.object), keyOf(older.object)];
  if (a === b) return "same";
  if (newer.isSingle && /^\d+$/.test(newer.object)) return "other";
  const [words, others] = [new Set(a.split(" ").filter(Boolean)), new Set(b.split(" ").filter(Boolean))];
  if (words.isSubsetOf(others))
    return newer.predicate === "likes" || newer.predicate.startsWith("does") ? "other" : "same";
  if (words.isSupersetOf(others)) return "narrower";
  const share = words.intersection(others).size / words.union(others).size;
  return !newer.isSingle && share >= alike ? "same" : "other";
}

function compareDates(newer: DatedClaim, older: DatedClaim, today: string): Comparison {
  if (!/^(?:plans|event|appointment)/.test(newer.predicate))
    return newer.from && !older.from ? "same" : "same";
  const [from, before] = [newer.from ?? newer.until, older.from ?? older.until];
  if (from === before || from === null) return "same";
  if (before === null) return "narrower";
  if (from.startsWith(before)) return "narrower";
  if (before.startsWith(from)) return "same";
  if (newer.predicate === "event") return "other";
  return before >= today.slice(0, before.length) ? "changed" : "other";
}

function isDeathOf(newer: DatedClaim, older: DatedClaim): boolean {
  if (newer.predicate !== "died" || !/^has_(?:pet|kin) /.test(older.predicate)) return false;
  const [kind = "", name = ""] = newer.subject.split("/").at(-1)!.split(":");
  return older.predicate.endsWith(` ${kind}`) && (name === "" || older.object.toLowerCase() === name);
}

function isSameSubject(one: string, two: string): boolean {
  if (one === two) return true;
  const [[kin, name], [other, called]] = [one.split(":"), two.split(":")];
  return name !== undefined && called !== undefined && kin === other && (name === "" || called === "");
}

function isNamed({ predicate }: DatedClaim): boolean {
  return /^has_(?:pet|kin) /.test(predicate);
}

/** A pet with a name is known by it, whatever kind it is said to be. */
function predicateOf({ predicate, object }: DatedClaim): string {
  return predicate.startsWith("has_pet ") && object !== "" && /puppy|kitten|pet$/.test(predicate)
    ? predicate.replace("puppy", "dog").replace("kitten", "cat")
    : predicate;
}
