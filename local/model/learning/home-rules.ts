import { type Reading, trimObject } from "./claim.ts";
import { type Rule, rule } from "./rule.ts";
import { countries } from "./word-lists.ts";

function home(said: string): Reading | undefined {
  const place = trimObject(
    said.replace(
      /,?\s+(?:with (?:their|his|her|a|an|my|two|three)\b|near their|for (?:work|good|a job)|to be\b|into\b).*$/i,
      "",
    ),
  );
  if (!/^(?:the )?\p{L}/u.test(place) || /^(?:a|an|their|fear|peace|the moment|the past)\b/i.test(place))
    return undefined;
  return {
    predicate: "lives_in",
    object: place,
    type: "fact",
    importance: 0.8,
    says: `lives in ${place}`,
    isSingle: true,
    relation: { predicate: "lives_in", object: place },
    entities: [{ name: place, type: "place" }],
  };
}

function origin(place: string): Reading {
  const object = trimObject(place);
  return {
    ...{ predicate: "is_from", object, type: "fact", importance: 0.7, isSingle: true },
    relation: { predicate: "is_from", object },
    entities: [{ name: object, type: "place" }],
  };
}

export const homeRules: readonly Rule[] = [
  rule(
    "^(?:lives|resides|is living|is residing|has lived|has been living|is based|is now based|dwells) (?:in|at) (?:the (?:city|town|village) of )?(?<place>.+)$",
    ({ place = "" }) => home(place),
  ),
  rule(
    "^(?:has )?(?:moved|relocated|settled)(?: house)?(?: back| over)?(?: from .+?)? (?:to|in) (?:the (?:city|town|village) of )?(?<place>(?!be\\b).+)$",
    ({ place = "" }) => home(place),
  ),
  rule("^makes their home in (?<place>.+)$", ({ place = "" }) => home(place)),
  rule("^(?:is|comes) (?:originally )?from (?<place>\\p{Lu}.+)$", ({ place = "" }) => origin(place), "u"),
  rule("^grew up in (?<place>.+)$", ({ place = "" }) => ({
    ...origin(place),
    predicate: "grew_up_in",
    relation: { predicate: "grew_up_in", object: trimObject(place) },
  })),
  rule(
    "^was born in (?<place>\\p{Lu}.+)$",
    ({ place = "" }) => ({
      ...origin(place),
      predicate: "born_in",
      relation: { predicate: "born_in", object: trimObject(place) },
    }),
    "u",
  ),
  rule(`^is (?<nation>${countries})$`, ({ nation = "" }) => ({
    predicate: "nationality",
    object: nation,
    type: "fact",
    importance: 0.6,
    isSingle: true,
  })),
  rule("^used to live in (?<place>.+)$", ({ place = "" }) => ({
    predicate: "lived_in",
    object: trimObject(place),
    type: "fact",
    importance: 0.4,
    entities: [{ name: trimObject(place), type: "place" }],
  })),
  rule("^(?:lives|is living) (?<how>alone|with .+|on .+)$", ({ how = "" }) => ({
    predicate: "lives_how",
    object: trimObject(how),
    type: "fact",
    importance: 0.6,
    isSingle: true,
  })),
];
