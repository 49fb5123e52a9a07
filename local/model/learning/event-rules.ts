import { trimObject } from "./claim.ts";
import { type Rule, rule } from "./rule.ts";
import { appointments, habits, pastVerbs, weightyPast } from "./word-lists.ts";

const vague =
  /^(?:had|was|got|did|made|took|went|saw|found|read|gave|tried)(?: (?:a |an |the )?(?:lot|it|that|this|so|there|good|great|nice|bad|fun|busy|tired|fine|home|ok|okay|up|some|question|idea|look|feeling|wondering|thinking|just|about|what|problem|not|nothing|well|sick of it|bed|to bed|to sleep|late)\b.*)?$/i;

export const eventRules: readonly Rule[] = [
  rule(
    `^has (?:an?|the|their|his|her) (?<what>(?:[\\p{L}'-]+ ){0,3}(?:${appointments})(?: (?:with|at|in|to|for|about|of) .+)?)$`,
    ({ what = "" }) => ({
      ...{
        predicate: `appointment ${trimObject(what).toLowerCase()}`,
        object: trimObject(what),
        type: "event",
        importance: 0.6,
        needsTime: true,
      },
      says: `has ${/^(?:[aeiou])/i.test(what) ? "an" : "a"} ${trimObject(what)}`,
      entities: [{ name: trimObject(what), type: "activity" }],
    }),
    "su",
  ),
  rule(
    "^is (?<what>left-handed|right-handed|an only child|a twin|a night owl|an early bird|a morning person|an evening person|an introvert|an extrovert|a runner|a beginner|bilingual|a single (?:mother|father|parent)|a (?:mother|father|parent) of .+)$",
    ({ what = "" }) => ({ predicate: `is ${what.toLowerCase()}`, object: "", type: "fact", importance: 0.5 }),
  ),
  rule(
    "^(?:speaks|is fluent in) (?<what>\\p{Lu}.+)$",
    ({ what = "" }) =>
      trimObject(what)
        .split(/,\s*|\s+and\s+/)
        .map((object) => ({
          predicate: "speaks",
          object,
          type: "fact",
          importance: 0.6,
          says: `speaks ${object}`,
          relation: { predicate: "speaks", object },
          entities: [{ name: object, type: "other" as const }],
        })),
    "su",
  ),
  rule(`^(?:has )?(?:${pastVerbs}) .+$`, (_, phrase) =>
    vague.test(trimObject(phrase))
      ? undefined
      : {
          predicate: "event",
          object: trimObject(phrase),
          says: trimObject(phrase),
          type: "event",
          importance: 0.5,
          needsTime: !weightyPast.test(phrase),
        },
  ),
  rule(
    "^(?:(?:always|often|usually|sometimes|never) )?(?<verb>smokes|drinks|runs|swims|meditates|knits|paints|sings|dances|cycles|gardens|surfs|skis|climbs|hikes|jogs)$",
    ({ verb = "" }, phrase) => ({
      predicate: `does ${verb.toLowerCase()}`,
      object: "",
      type: "activity",
      importance: 0.4,
      holds: !/^never/i.test(phrase),
    }),
  ),
  rule(
    `^(?:(?:always|often|usually|sometimes|never) )?(?<verb>${habits}) (?<what>.+)$`,
    ({ verb = "", what = "" }, phrase) =>
      /^(?:it|that|this|you|your|not|so|well|to know|up with|on and on|out of)\b/i.test(what)
        ? undefined
        : {
            predicate: `does ${verb.toLowerCase()}`,
            object: trimObject(what),
            type: "activity",
            importance: 0.4,
            holds: !/^never/i.test(phrase),
          },
  ),
  rule(
    "^(?:has|has had) (?:been )?(?<what>(?:playing|running|learning|training|practi[sc]ing|meditating|climbing|swimming|cycling|painting|writing|singing|dancing)\\b.*)$",
    ({ what = "" }) => ({
      predicate: "is_doing",
      object: trimObject(what),
      type: "activity",
      importance: 0.5,
    }),
  ),
];
