import { listOf, trimObject } from "./claim.ts";
import { type Rule, rule } from "./rule.ts";
import { conditions, diets } from "./word-lists.ts";

const health = { type: "health", importance: 0.8 } as const;

export const healthRules: readonly Rule[] = [
  rule("^(?:is|has been) (?:severely |badly |very |quite |also )?allergic to (?<what>.+)$", ({ what = "" }) =>
    listOf(trimObject(what)).map((object) => ({
      ...health,
      predicate: "allergic",
      object,
      says: `is allergic to ${object}`,
    })),
  ),
  rule("^has an? (?:severe |bad )?(?<what>[\\w ]+?) allergy$", ({ what = "" }) => ({
    ...health,
    predicate: "allergic",
    object: what,
    says: `is allergic to ${what}`,
  })),
  rule("^has an? (?:severe |bad )?allergy to (?<what>.+)$", ({ what = "" }) => ({
    ...health,
    predicate: "allergic",
    object: trimObject(what),
    says: `is allergic to ${trimObject(what)}`,
  })),
  rule(
    `^(?:is|became|has become|turned|has been|went) (?:an? )?(?:now )?(?<diet>${diets})$|^(?:follows|eats) an? (?<way>${diets}) diet$`,
    ({ way = "", diet = way }) => ({
      ...health,
      predicate: "diet",
      object: diet.toLowerCase(),
      isSingle: true,
      says: `follows a ${diet.toLowerCase()} diet`,
    }),
  ),
  rule(
    "^is (?<what>lactose intolerant|gluten intolerant|coeliac|celiac|diabetic|pregnant|colou?r-?blind|asthmatic|dyslexic)$",
    ({ what = "" }) => ({ ...health, predicate: `is ${what.toLowerCase()}`, object: "" }),
  ),
  rule(
    `^(?:has|suffers from|was diagnosed with|has been diagnosed with|gets|struggles with) (?<what>(?:type [12] |severe |mild |chronic )?(?:${conditions}))$`,
    ({ what = "" }) => ({
      ...health,
      predicate: "condition",
      object: what.toLowerCase(),
      says: `has ${what.toLowerCase()}`,
    }),
  ),
  rule(
    "^takes (?<what>(?:\\d+ ?mg (?:of )?)?(?:insulin|ibuprofen|aspirin|metformin|antidepressants|beta blockers|vitamin \\w+|medication for .+|[\\w-]+ for (?:their|his|her) .+))$",
    ({ what = "" }) => ({ ...health, predicate: "takes", object: trimObject(what) }),
  ),
  rule(
    "^(?:broke|sprained|injured|hurt|twisted|tore|fractured) (?<part>(?:their|his|her) .+)$",
    (_, phrase) => ({ ...health, predicate: "injury", object: phrase }),
  ),
  rule("^weighs (?<what>\\d+.*)$", ({ what = "" }) => ({
    ...health,
    predicate: "weight",
    object: what,
    isSingle: true,
  })),
];
