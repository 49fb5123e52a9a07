import { type Reading, trimObject } from "./claim.ts";
import { type Rule, rule } from "./rule.ts";

const chatter =
  /^(?:keep|stay|forget|help make|make (?:it|that|them|this|(?:their|his|her) dreams?|a difference|sure)|give (?:it|that|this)|do more|continue|remember|believe|focus|show|work harder|know|ask|hear|see|talk|understand|thank|say|tell|share|discuss|sleep|go to (?:bed|sleep|the (?:shop|toilet))|be (?:honest|clear|alone|sure)|clarify|mention|chat|vent|think|check|get (?:started|going|back)|stop|continue|apologi[sz]e|find out|add|test|you|go now|have (?:dinner|lunch|breakfast)|bed|leave now|remind|give up|cry|do (?:it|that|this)|try (?:it|that|this)|it|this|that|be able to ask|(?:drop|abandon|delete|remove|change|set|add|cancel|snooze) (?:an?|the|their|this|that) (?:[\w-]+ ){0,3}(?:goal|task|reminder|event))\b/i;

export function plan(verb: string, said: string, more: Partial<Reading> = {}): Reading | undefined {
  const object = trimObject(said);
  if (chatter.test(object) || !/\p{L}{2}/u.test(object)) return undefined;
  return {
    ...{ predicate: "plans", object, type: "plan", importance: 0.7 },
    says: `${verb} ${object}`,
    entities: [{ name: object, type: "activity" }],
    ...more,
  };
}

export const planRules: readonly Rule[] = [
  rule(
    "^(?:wants|would like|would love|wishes|aims|hopes|is hoping|is aiming|dreams of|has decided|decided) (?:to )?(?<what>(?<=to ).+)$",
    ({ what = "" }) => plan("wants to", what),
  ),
  rule(
    "^(?:plans|is planning|intends|is determined|has plans|has resolved|resolved) to (?<what>.+)$",
    ({ what = "" }) => plan("plans to", what),
  ),
  rule(
    "^(?:is planning|plans|is organi[sz]ing|is preparing) (?<what>(?:a|an|the|their) .+)$",
    ({ what = "" }) => plan("is planning", what),
  ),
  rule(
    "^(?:is training|trains|is preparing|prepares|is practi[sc]ing|is studying) for (?<what>.+)$",
    ({ what = "" }) => plan("is training for", what),
  ),
  rule("^(?:is saving(?: up)?|saves) for (?<what>.+)$", ({ what = "" }) => plan("is saving for", what)),
  rule("^is trying to (?<what>.+)$", ({ what = "" }) => plan("is trying to", what)),
  rule(
    "^is (?<what>moving (?:to|in).+|getting married.*|having (?:surgery|an operation|a baby).*|starting (?:a|an|at|as|their).+|travell?ing to .+|flying to .+|visiting .+|retiring.*|graduating.*)$",
    ({ what = "" }) => plan("is", what),
  ),
  rule(
    "^is going to (?<what>\\p{Lu}.+)$",
    ({ what = "" }) => plan("is going to", what, { needsTime: true }),
    "su",
  ),
  rule("^is going to (?<what>.+)$", ({ what = "" }) => plan("is going to", what)),
  rule(
    "^(?:will|has to|needs to|must) (?<what>(?!not\\b|be (?:back|there|right)\\b).+)$",
    ({ what = "" }, phrase) =>
      plan(/^(?:will|has to|needs to|must)/i.exec(phrase)![0].toLowerCase(), what, { needsTime: true }),
  ),
  rule(
    "^(?:flies|travels|leaves|starts|begins|visits|meets|graduates|gets married|retires|goes|is going|is flying|is meeting|is seeing|sees|is leaving|is off)(?<what> .+)?$",
    ({ what = "" }, phrase) => ({
      predicate: "plans",
      object: trimObject(`${phrase.split(" ")[0]}${what}`),
      type: "plan",
      importance: 0.6,
      needsTime: true,
    }),
  ),
  rule(
    "^is (?<what>(?:learning|building|writing|reading|renovating|restoring|teaching (?:themselves|their)|taking (?:a|an)) .+)$",
    ({ what = "" }) => ({
      predicate: "is_doing",
      object: trimObject(what),
      type: "activity",
      importance: 0.5,
    }),
  ),
];
