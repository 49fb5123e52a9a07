import { type Reading, trimObject } from "./claim.ts";
import { type Rule, rule } from "./rule.ts";
import { professions } from "./word-lists.ts";

const profession = `(?:[\\w-]+ ){0,3}(?:${professions})(?: (?:of|for) [a-z][\\w ]+)?`;
const place = "(?<place>(?:the |a |an )?[\\p{L}\\p{N}&][^,;]*)";

function job(said: string): Reading {
  const object = trimObject(said);
  const article = /^(?:a|an|the) /i.test(said)
    ? ""
    : /^(?:retired|head|chief|ceo|cto)/i.test(object)
      ? ""
      : /^[aeiou]/i.test(object)
        ? "an "
        : "a ";
  return {
    ...{
      predicate: "works_as",
      object: object.replace(/^(?:a|an) /i, ""),
      type: "professional",
      importance: 0.75,
      isSingle: true,
    },
    says: `works as ${article}${object}`,
    relation: { predicate: "works_as", object: object.replace(/^(?:a|an|the) /i, "") },
    entities: [{ name: object.replace(/^(?:a|an|the) /i, ""), type: "activity" }],
  };
}

function employer(said: string): Reading | undefined {
  const object = trimObject(said.replace(/\s+(?:as|in|on) .*$/i, ""));
  if (/^(?:home|night|least|noon|it|them|this|that|their own)\b/i.test(object)) return undefined;
  return {
    ...{ predicate: "works_at", object, type: "professional", importance: 0.75, isSingle: true },
    says: `works at ${object}`,
    relation: { predicate: "works_at", object },
    entities: [{ name: object, type: "organization" }],
  };
}

const both = ({ what = "", place: at }: Readonly<Record<string, string | undefined>>): Reading[] => {
  const employed = at ? employer(at) : undefined;
  return [job(what), ...(employed ? [employed] : [])];
};

export const workRules: readonly Rule[] = [
  rule(
    `^(?:works|is working|has worked|has been working|is employed|serves) as (?<what>.+?)(?: (?:at|for) ${place})?$`,
    both,
    "su",
  ),
  rule(
    `^(?:is|became|has become) (?:now )?(?<what>(?:a |an |the )?${profession})(?: (?:at|for) ${place})?$`,
    both,
    "su",
  ),
  rule(
    `^(?:works|is working|has worked|has been working|is employed) (?:at|for|by) ${place}$`,
    ({ place: at = "" }) => employer(at),
    "su",
  ),
  rule(
    `^(?:has )?(?:joined(?! (?:in|up|them)\\b)|started (?:working |work |a (?:new )?job |a (?:new )?position )?(?:at|with|for)|got a (?:new )?job (?:at|with)|has a (?:new )?job (?:at|with)|changed jobs to|switched to) ${place}$`,
    ({ place: at = "" }) => (/^(?:a|an|the) (?!\p{Lu})/u.test(at) ? undefined : employer(at)),
    "su",
  ),
  rule(
    `^(?:has )?(?:started|got a (?:new )?job|has a (?:new )?job|began)(?: working| work)? as (?<what>.+?)(?: (?:at|for) ${place})?$`,
    both,
    "su",
  ),
  rule(
    "^(?:studies|is studying|has been studying|majors in|is majoring in) (?<what>[^,;]+?)(?: (?:at|in) (?<place>(?:the )?\\p{Lu}[^,;]*))?$",
    ({ what = "", place: at }) => ({
      ...{
        predicate: "studies",
        object: trimObject(what),
        type: "professional",
        importance: 0.7,
        isSingle: true,
      },
      says: `studies ${trimObject(what)}${at ? ` at ${trimObject(at)}` : ""}`,
      relation: { predicate: "studies", object: trimObject(what) },
      entities: [
        { name: trimObject(what), type: "activity" },
        ...(at ? [{ name: trimObject(at), type: "organization" as const }] : []),
      ],
    }),
    "su",
  ),
  rule(
    "^works (?<how>from home|remotely|part[ -]time|full[ -]time|nights|night shifts|freelance|shifts)$",
    ({ how = "" }) => ({
      ...{ predicate: "works_how", object: how, type: "professional", importance: 0.6, isSingle: true },
    }),
  ),
  rule("^(?:works|is working) on (?<what>(?:a|an|the|their) .+)$", ({ what = "" }) => ({
    ...{ predicate: "works_on", object: trimObject(what), type: "plan", importance: 0.6 },
    says: `is working on ${trimObject(what)}`,
  })),
];
