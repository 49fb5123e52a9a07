import type { LearningCase } from "../learning-case.ts";

const consents = ["health"] as const;

export const health: readonly LearningCase[] = [
  {
    name: "an allergy without consent",
    sittings: [{ said: ["I am allergic to peanuts."] }],
    never: [/peanut/i],
  },
  {
    name: "an allergy with consent",
    consents,
    sittings: [{ said: ["I am allergic to peanuts."] }],
    known: [/peanut/],
  },
  {
    name: "an illness without consent, beside something else",
    sittings: [{ said: ["I have diabetes.", "I live in Basel."] }],
    known: [/Basel/],
    never: [/diabetes/i],
  },
  { name: "an illness with consent", consents, sittings: [{ said: ["I have asthma."] }], known: [/asthma/] },
  {
    name: "an allergy in two ways",
    consents,
    sittings: [{ said: ["I'm allergic to pollen."] }, { said: ["I have a pollen allergy."] }],
    known: [/pollen/],
  },
  {
    name: "two allergies are two",
    consents,
    sittings: [{ said: ["I'm allergic to nuts."] }, { said: ["I'm allergic to cats."] }],
    known: [/nuts/, /cats/],
  },
  {
    name: "a diet given up",
    consents,
    sittings: [{ said: ["I'm vegetarian."] }, { said: ["I'm no longer vegetarian."] }],
    outdated: [/vegetarian/],
    stale: [/^The user (is|follows) (a )?vegetarian/],
  },
  {
    name: "an allergy without consent, in chat",
    via: "chat",
    sittings: [{ said: ["I live in Genoa.", "I am allergic to peanuts.", "Thank you."] }],
    known: [/Genoa/],
    never: [/peanut/i],
  },
  {
    name: "a birthday without consent",
    sittings: [{ said: ["My birthday is on 3 May."] }],
    never: [/3 May/],
  },
  {
    name: "a birthday with consent",
    consents: ["personal"],
    sittings: [{ said: ["My birthday is on 3 May."] }],
    known: [/birthday.*3 May|May 3|05-03/],
  },
];
