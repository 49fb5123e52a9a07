import { listOf, type Reading, trimObject } from "./claim.ts";
import { kin, nameOf, pet } from "./people-rules.ts";
import { plan } from "./plan-rules.ts";
import { type Rule, rule } from "./rule.ts";
import { appointments, kinWords, petWords } from "./word-lists.ts";

const is = "(?:is|are|was|has been|is now|has changed to|changed to|remains)";
const name = "\\p{Lu}[\\p{L}-]+";
const attributes =
  "native language|mother tongue|home ?town|height|blood type|shoe size|star sign|time ?zone|(?:football |favou?rite )?team|major|car|bike|phone|laptop|instrument|nickname|pronouns|salary|budget|resting heart rate|best time|personal best";

/** "Favourite colour is blue", of somebody's own. */
export const ownRules: readonly Rule[] = [
  rule(
    `^(?:(?:full|first|real) )?name ${is} (?:actually |now )?(?<name>${name}(?: ${name}){0,2})`,
    ({ name: who = "" }) => nameOf(who),
    "su",
  ),
  rule(`^(?:date of birth|birthday) ${is}(?: on)?$`, () => ({
    predicate: "birthday",
    object: "",
    type: "personal",
    importance: 0.7,
    isSingle: true,
    needsTime: true,
    says: "'s birthday is",
  })),
  rule(
    `^(?:(?:all-time|new|absolute) )*favou?rite (?<what>[\\w -]+?) ${is} (?:now )?(?<which>.+)$`,
    ({ what = "", which = "" }) => ({
      ...{
        predicate: `favourite ${what.replace(/color/i, "colour").replace(/s$/, "").toLowerCase()}`,
        object: trimObject(which),
        type: "preference",
        importance: 0.6,
        isSingle: true,
      },
      says: `'s favourite ${what.replace(/color/i, "colour")} is ${trimObject(which)}`,
      entities: [{ name: trimObject(which), type: "thing" }],
    }),
  ),
  rule(
    `^(?:(?:older|younger|little|big|new) )?(?<role>${kinWords})(?:'s name)? (?:is|was)(?: called| named)? (?<name>${name})$`,
    ({ role = "", name: who }) => kin(role, who),
    "su",
  ),
  rule(
    `^(?:(?:old|new|little|big) )?(?<animal>${petWords})(?:'s name)? (?:is|was)(?: called| named)? (?<name>${name})$`,
    ({ animal = "", name: who }) => pet(animal, who),
    "su",
  ),
  rule(`^(?:hobby|hobbies|passion) ${is} (?<what>.+)$`, ({ what = "" }) =>
    listOf(trimObject(what)).map(
      (object): Reading => ({
        predicate: "likes",
        object,
        type: "preference",
        importance: 0.6,
        holds: true,
        says: `likes ${object}`,
        relation: { predicate: "likes", object },
        entities: [{ name: object, type: "activity" }],
      }),
    ),
  ),
  rule(
    `^(?:(?:big|main|new|biggest|current) )?(?:goal|plan|dream|resolution|aim)(?: for (?:the|this) year)? ${is} to (?<what>.+)$`,
    ({ what = "" }) => plan("wants to", what),
  ),
  rule(`^(?:home|house|flat|apartment) is in (?<place>.+)$`, ({ place = "" }) => ({
    predicate: "lives_in",
    object: trimObject(place),
    type: "fact",
    importance: 0.8,
    isSingle: true,
    says: `lives in ${trimObject(place)}`,
    relation: { predicate: "lives_in", object: trimObject(place) },
    entities: [{ name: trimObject(place), type: "place" }],
  })),
  rule(
    `^(?:new )?(?<what>employer|company) is (?<which>${name}.*)$`,
    ({ which = "" }) => ({
      predicate: "works_at",
      object: trimObject(which),
      type: "professional",
      importance: 0.75,
      isSingle: true,
      says: `works at ${trimObject(which)}`,
      relation: { predicate: "works_at", object: trimObject(which) },
      entities: [{ name: trimObject(which), type: "organization" }],
    }),
    "su",
  ),
  rule(
    `^(?:new )?(?<what>address|phone number|mobile number|number|e-?mail(?: address)?|religion) ${is} (?<which>.+)$`,
    ({ what = "", which = "" }) => ({
      predicate: `own ${what.toLowerCase()}`,
      object: trimObject(which),
      type: "personal",
      importance: 0.7,
      isSingle: true,
      says: `'s ${what.toLowerCase()} is ${trimObject(which)}`,
    }),
  ),
  rule(`^(?<what>${attributes}) ${is} (?<which>.+)$`, ({ what = "", which = "" }) => ({
    predicate: `own ${what.toLowerCase()}`,
    object: trimObject(which),
    type: "fact",
    importance: 0.6,
    isSingle: true,
    says: `'s ${what} is ${trimObject(which)}`,
  })),
  rule(
    `^(?<what>(?:next |upcoming )?(?:[\\w'-]+ ){0,2}(?:${appointments}|dentist|doctor)(?: (?:with|at|in|to) .+?)?) (?:(?:is|was|has been|got)(?: now)?(?: (?:moved|postponed|rescheduled|brought forward|on|scheduled))?|moved|will be|takes place)(?: to| for)?$`,
    ({ what = "" }) => {
      const object = trimObject(
        what.replace(/^(?:next|upcoming) /i, "").replace(/\b(dentist|doctor)$/i, "$1 appointment"),
      );
      return {
        predicate: `appointment ${object.toLowerCase()}`,
        object,
        type: "event",
        importance: 0.6,
        needsTime: true,
        says: `has ${/^[aeiou]/i.test(object) ? "an" : "a"} ${object}`,
        entities: [{ name: object, type: "activity" }],
      };
    },
  ),
];
