import type { DatedClaim } from "./dated-claim.ts";
import { kin, pet } from "./people-rules.ts";
import { petWords } from "./word-lists.ts";

const isPet = new RegExp(`(?:^|/)(?:${petWords}):`, "i");

/** Who speaks of their sister Anna has a sister called Anna. */
export function implyKin({ who, subject, predicate, type }: DatedClaim): DatedClaim[] {
  const [role = "", name = ""] = subject.split("/").at(-1)!.split(":");
  if (!subject.includes(":") || name === "" || predicate === "died") return [];
  const owner = /^(.*?)'s /.exec(who)?.[1] ?? "The user";
  const called = who.split(" ").at(-1);
  const reading = isPet.test(subject) ? pet(role, called) : kin(role, called);
  const owned = owner === "The user" ? "user" : owner.toLowerCase();
  return type === ""
    ? []
    : [{ ...reading, who: owner, subject: owned, phrase: null, from: null, until: null }];
}
