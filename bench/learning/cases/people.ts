import type { LearningCase } from "../learning-case.ts";

const consents = ["personal"] as const;

export const people: readonly LearningCase[] = [
  {
    name: "a sister and where she lives",
    consents,
    sittings: [{ said: ["My sister Anna lives in Oslo."] }],
    known: [/Anna.*Oslo/, /sister called Anna|Anna is|sister is/],
  },
  {
    name: "two sisters are two",
    consents,
    sittings: [{ said: ["My sister is called Anna."] }, { said: ["I have a sister called Clara."] }],
    known: [/Anna/, /Clara/],
  },
  {
    name: "what she is, after who she is",
    consents,
    sittings: [{ said: ["My brother Tom lives in Cork. He works as a pilot."] }],
    known: [/Tom.*Cork/, /Tom.*pilot/],
  },
  {
    name: "a sister moves, the user does not",
    consents,
    sittings: [
      { said: ["I live in Ulm.", "My sister Anna lives in Oslo."] },
      { said: ["My sister Anna moved to Rome."] },
    ],
    known: [/^The user lives in Ulm/, /Anna.*Rome/],
    outdated: [/Anna.*Oslo/],
    stale: [/Anna.*Oslo/],
  },
  {
    name: "others speak by name: one's job is not the other's",
    sittings: [
      {
        said: [
          { text: "I work as a nurse.", name: "Melanie" },
          { text: "I work as a painter.", name: "Caroline" },
        ],
      },
    ],
    known: [/Melanie.*nurse/, /Caroline.*painter/],
  },
  {
    name: "two who speak like different things",
    sittings: [
      { said: [{ text: "I love pottery.", name: "Melanie" }] },
      { said: [{ text: "I hate pottery.", name: "Caroline" }] },
    ],
    known: [/Melanie.*pottery/, /Caroline.*pottery/],
  },
  {
    name: "one who speaks moves",
    sittings: [
      {
        said: [
          { text: "I live in Bath.", name: "Melanie" },
          { text: "I live in York.", name: "Caroline" },
        ],
      },
      { said: [{ text: "I moved to Leeds.", name: "Melanie" }] },
    ],
    known: [/Melanie.*Leeds/, /Caroline.*York/],
    outdated: [/Melanie.*Bath/],
    stale: [/Melanie lives in Bath/],
  },
  {
    name: "of two people of one tenant: the first",
    sittings: [{ said: ["I live in Seville.", "I have a dog called Paco."] }],
    known: [/Seville/, /Paco/],
    never: [/Tallinn|Miisu/],
  },
  {
    name: "of two people of one tenant: the second",
    sittings: [{ said: ["I live in Tallinn.", "I have a cat called Miisu."] }],
    known: [/Tallinn/, /Miisu/],
    never: [/Seville|Paco/],
  },
  {
    name: "a pet that dies",
    sittings: [{ said: ["I have a dog called Rex."] }, { said: ["My dog Rex died."] }],
    outdated: [/has a dog called Rex/],
    stale: [/has a dog called Rex/],
  },
];
