import { listOf, type Reading, trimObject } from "./claim.ts";
import { type Rule, rule } from "./rule.ts";

const noThing =
  /^(?:it|that|this|these|those|you|your|his|him|her|them|their (?:idea|style|work)|everything|everywhere|how|what|when|where|who|one|some|any|more|being here|talking (?:to|with) you|so|to (?:know|ask|hear|talk|chat|see|thank|say)|the(?! (?:sea|beach|mountains|ocean|outdoors|theatre|opera|cinema|piano|violin|cello|guitar|desert|forest|countryside|city|rain|snow|cold|heat)\b))(?![\w])/i;

function taste(verb: string, objects: string, holds: boolean): Reading[] | undefined {
  const said = trimObject(objects);
  if (noThing.test(said) || said.length < 2) return undefined;
  return listOf(said).map((object) => ({
    ...{ predicate: "likes", object, type: "preference", importance: 0.6, holds },
    says: `${verb} ${object}`,
    relation: { predicate: holds ? "likes" : "dislikes", object },
    entities: [
      {
        name: object.replace(/^to /, ""),
        type: /^to |ing\b/.test(object) ? ("activity" as const) : ("thing" as const),
      },
    ],
  }));
}

function preference(liked: string, other: string): Reading {
  const [object, than] = [trimObject(liked), trimObject(other)];
  const pair = [object, than]
    .map((each) => each.toLowerCase())
    .sort()
    .join("/");
  return {
    ...{ predicate: `prefers ${pair}`, object, type: "preference", importance: 0.6, isSingle: true },
    says: `prefers ${object} to ${than}`,
    relation: { predicate: "prefers", object },
    entities: [{ name: object, type: "thing" }],
  };
}

export const tasteRules: readonly Rule[] = [
  rule(
    "^(?:likes|loves|enjoys) (?<liked>.+?) (?:more|better) than (?<other>.+)$",
    ({ liked = "", other = "" }) => preference(liked, other),
  ),
  rule(
    "^prefers (?<liked>.+?) (?:over|to|rather than|instead of) (?!be\\b)(?<other>.+)$",
    ({ liked = "", other = "" }) => preference(liked, other),
  ),
  rule("^prefers (?<liked>.+)$", ({ liked = "" }) =>
    noThing.test(liked)
      ? undefined
      : {
          predicate: `prefers ${/\b(answers|replies|mornings?|evenings?|messages)\b/i.exec(liked)?.[1]?.toLowerCase() ?? trimObject(liked)}`,
          object: trimObject(liked),
          type: "preference",
          importance: 0.6,
          isSingle: true,
        },
  ),
  rule("^(?:loves|adores|is crazy about|is passionate about) (?<objects>.+)$", ({ objects = "" }) =>
    taste("loves", objects, true),
  ),
  rule(
    "^(?:likes|is fond of|is keen on|is into|is a (?:big |huge |great )?fan of) (?<objects>.+)$",
    ({ objects = "" }) => taste("likes", objects, true),
  ),
  rule("^enjoys (?<objects>.+)$", ({ objects = "" }) => taste("enjoys", objects, true)),
  rule("^(?:hates|detests|despises|cannot stand|loathes|cannot bear) (?<objects>.+)$", ({ objects = "" }) =>
    taste("hates", objects, false),
  ),
  rule("^(?:dislikes) (?<objects>.+)$", ({ objects = "" }) => taste("dislikes", objects, false)),
  rule("^(?:is interested in|has an interest in) (?<objects>.+)$", ({ objects = "" }) =>
    taste("is interested in", objects, true),
  ),
];
