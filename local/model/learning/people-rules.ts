import { type Reading, trimObject } from "./claim.ts";
import { type Rule, rule } from "./rule.ts";
import { belongings, kinPlurals, kinWords, petWords } from "./word-lists.ts";

const name = "\\p{Lu}[\\p{L}-]+";
const called = `(?:,? (?:called|named|whose name is|by the name of),?)? (?<name>${name})`;
const adjectives = "(?:[\\w-]+ ){0,3}?";

export function kin(word: string, called: string | undefined): Reading {
  const role = word.toLowerCase();
  return {
    ...{ predicate: `has_kin ${role}`, object: called ?? "", type: "fact", importance: 0.7 },
    isSingle:
      /^(?:mother|mom|mum|father|dad|wife|husband|partner|girlfriend|boyfriend|boss|manager|coach|trainer|best friend|fianc)/.test(
        role,
      ),
    says: called ? `has a ${role} called ${called}` : `has a ${role}`,
    ...(called && {
      relation: { predicate: `${role.replace(/[ -]/g, "_")}_of`, object: called, isTurned: true },
      entities: [{ name: called, type: "person" as const }],
    }),
  };
}

export function pet(said: string, called: string | undefined): Reading {
  const what = said.toLowerCase().trim();
  return {
    ...{
      predicate: `has_pet ${what.split(" ").at(-1)}`,
      object: called ?? "",
      type: "fact",
      importance: 0.7,
    },
    says: called ? `has a ${what} called ${called}` : `has a ${what}`,
    ...(called && {
      relation: { predicate: "has_pet", object: called },
      entities: [{ name: called, type: "animal" as const }],
    }),
  };
}

/** Several of a kind, by name where they are named. */
function kinds(count: string, plural: string, names: string | undefined): Reading[] {
  const total: Reading = {
    ...{
      predicate: `has_number ${plural.toLowerCase().replace(/^kids$/, "children")}`,
      object: count.toLowerCase(),
      type: "fact",
      importance: 0.7,
      isSingle: true,
    },
    says: `has ${count.toLowerCase()} ${plural.toLowerCase()}`,
  };
  const one =
    { children: "child", kids: "child" }[plural.toLowerCase()] ?? plural.toLowerCase().replace(/s$/, "");
  const each =
    names?.match(/\p{Lu}[\p{L}-]+/gu)?.map((called) => ({ ...kin(one, called), isSingle: false })) ?? [];
  return [total, ...each];
}

export const peopleRules: readonly Rule[] = [
  rule(
    `^(?:has|owns|got|adopted|has adopted|bought|has bought) (?:an? )(?<pet>${adjectives}(?:${petWords}))${called}$`,
    ({ pet: what = "", name: who }) => pet(what, who),
    "su",
  ),
  rule(
    `^(?:has|owns|got|adopted|has adopted|bought|has bought) (?:an? )(?<pet>${adjectives}(?:${petWords}))$`,
    ({ pet: what = "" }) => pet(what, undefined),
    "su",
  ),
  rule(
    `^has (?:an? )(?:(?:older|younger|little|big|elder|new|twin) )?(?<kin>${kinWords})${called}$`,
    ({ kin: role = "", name: who }) => kin(role, who),
    "su",
  ),
  rule(
    `^has (?:an? )(?:(?:older|younger|little|big|elder|new|twin) )?(?<kin>${kinWords})$`,
    ({ kin: role = "" }) => kin(role, undefined),
    "su",
  ),
  rule(
    `^has (?<count>\\d+|two|three|four|five|six|seven|eight|no) (?:(?:older|younger|little|big|small|grown-up) )?(?<plural>${kinPlurals}|dogs|cats|horses|rabbits|chickens|birds)(?:,?:? (?:called|named)? ?(?<names>\\p{Lu}.*))?$`,
    ({ count = "", plural = "", names }) => kinds(count, plural, names),
    "su",
  ),
  rule(
    `^(?:is|got|has been) married(?: to (?<name>${name}))?$`,
    ({ name: who }) => ({
      predicate: "marital",
      object: "married",
      type: "personal",
      importance: 0.7,
      isSingle: true,
      ...(who && {
        relation: { predicate: "married_to", object: who },
        entities: [{ name: who, type: "person" as const }],
      }),
    }),
    "su",
  ),
  rule("^is (?:now )?(?<state>single|engaged|divorced|widowed|separated)$", ({ state = "" }) => ({
    predicate: "marital",
    object: state,
    type: "personal",
    importance: 0.7,
    isSingle: true,
  })),
  rule(
    `^(?:is called|is named|goes by(?: the name(?: of)?)?) (?<name>${name}(?: ${name})?)$`,
    ({ name: who = "" }) => nameOf(who),
    "su",
  ),
  rule("^(?:is|turned|turns) (?<age>\\d{1,3})(?: years old)?$", ({ age = "" }) => ({
    predicate: "age",
    object: age,
    type: "personal",
    importance: 0.6,
    isSingle: true,
    says: `is ${age} years old`,
  })),
  rule(
    `^(?:has|owns|bought|got|has bought) (?<thing>(?:an? |their own |two |three )?${adjectives}(?:${belongings}))$`,
    ({ thing = "" }) => ({
      predicate: "owns",
      object: trimObject(thing.replace(/^(?:an?|their own) /i, "")),
      type: "fact",
      importance: 0.5,
      says: `has ${trimObject(thing)}`,
    }),
  ),
  rule("^(?:died|has died|passed away|has passed away|was put down|had to be put down)$", () => ({
    predicate: "died",
    object: "",
    type: "event",
    importance: 0.8,
  })),
];

export function nameOf(name: string): Reading {
  return {
    predicate: "name",
    object: name,
    type: "fact",
    importance: 0.9,
    isSingle: true,
    says: `is called ${name}`,
  };
}
