import { describe, expect, test } from "vitest";
import { decideFacts } from "./decide-facts.ts";

function decide(fact: string, ...memories: string[]) {
  const near = memories.map((_, at) => `M${at + 1}`);
  const [decision] = decideFacts({
    facts: [{ handle: "F1", text: fact, said: "2026-03-28", near }],
    memories: memories.map((text, at) => ({ handle: `M${at + 1}`, text, said: "2026-01-05" })),
  });
  return decision && [decision.action, decision.memory];
}

describe("another of what can only be one updates it", () => {
  test.each([
    ["The user lives in Hamburg.", "The user lives in Berlin."],
    ["The user lives in Hamburg since February 2026.", "The user lives in Berlin."],
    ["The user works at Beta.", "The user works at Acme since 2019."],
    ["The user works as a teacher.", "The user works as a nurse."],
    ["The user is called Bob.", "The user is called Alice."],
    ["The user's birthday is on 4 May.", "The user's birthday is on 3 May."],
    ["The user's favourite colour is green.", "The user's favourite colour is blue."],
    ["The user is 35 years old.", "The user is 34 years old."],
    ["The user follows a vegan diet.", "The user follows a vegetarian diet."],
    ["The user no longer follows a vegetarian diet.", "The user follows a vegetarian diet."],
    ["The user no longer lives in Berlin.", "The user lives in Berlin."],
    ["The user no longer likes coffee.", "The user likes coffee."],
    ["The user hates coffee.", "The user loves coffee."],
    ["The user prefers coffee to tea.", "The user prefers tea to coffee."],
    ["The user wants to run a marathon in May 2027.", "The user wants to run a marathon in March 2027."],
    ["The user no longer wants to run a marathon.", "The user wants to run a marathon in March 2027."],
    [
      "The user has a dentist appointment on 5 May 2026.",
      "The user has a dentist appointment on 3 May 2026.",
    ],
    ["The user's sister Anna lives in Rome.", "The user's sister Anna lives in Oslo."],
    ["The user has three children.", "The user has two children."],
    ["The user no longer smokes.", "The user smokes."],
    ["The user has a dog called Rex.", "The user has a dog."],
    ["The user's dog Rex died on 3 March 2026.", "The user has a dog called Rex."],
    ["The user lives in Hamburg.", "I live in Berlin"],
    ["The user has a wife called Eva.", "The user has a wife called Anna."],
  ])("%s", (fact, memory) => {
    expect(decide(fact, memory)).toEqual(["update", "M1"]);
  });
});

describe("the same in other words reinforces", () => {
  test.each([
    ["The user lives in Berlin.", "The user resides in Berlin."],
    ["The user lives in Berlin.", "The user lives in Berlin since May 2019."],
    ["The user lives in Berlin.", "I live in Berlin"],
    ["The user loves jazz.", "The user enjoys jazz."],
    ["The user works as a nurse.", "The user is a nurse."],
    ["The user has a sister called Anna.", "The user's sister is called Anna."],
    ["The user has a dog called Rex.", "The user's dog is called Rex."],
    ["The user is allergic to nuts.", "The user has a nut allergy."],
    ["The user wants to run a marathon.", "The user plans to run a marathon in March 2027."],
    ["The user ran 10 km on 27 March 2026.", "The user ran 10 km on 27 March 2026."],
    ["The user dislikes olives.", "The user does not like olives."],
    ["The quick brown fox of the user sleeps.", "The quick brown fox of the user sleeps!"],
  ])("%s", (fact, memory) => {
    expect(decide(fact, memory)).toEqual(["reinforce", "M1"]);
  });
});

describe("several may hold", () => {
  test.each([
    ["The user likes tea.", "The user likes jazz."],
    ["The user has a cat called Mia.", "The user has a dog called Rex."],
    ["The user has a dog called Max.", "The user has a dog called Rex."],
    ["The user has a sister called Eva.", "The user has a sister called Anna."],
    ["The user ran 10 km on 28 March 2026.", "The user ran 10 km on 27 March 2026."],
    ["The user's sister Anna lives in Oslo.", "The user lives in Berlin."],
    ["The user works at Beta.", "The user lives in Berlin."],
    ["The user hates olives.", "The user hates mushrooms."],
    ["The user wants to learn the piano.", "The user wants to run a marathon."],
    ["The user is allergic to nuts.", "The user is allergic to pollen."],
    ["The user speaks Spanish.", "The user speaks French."],
    ["Melanie lives in Rome.", "The user lives in Berlin."],
    ["The user no longer lives in Berlin.", "The user lives in Hamburg."],
    [
      "The user has a dentist appointment on 5 May 2026.",
      "The user has a dentist appointment on 3 January 2026.",
    ],
  ])("%s", (fact, memory) => {
    expect(decide(fact, memory)).toEqual(["add", null]);
  });
});

test.each([
  ["The user lives in Oslo.", "The user lives in Hamburg.", "update"],
  ["The user lives in Hamburg.", "The user lives in Hamburg.", "reinforce"],
  ["The user has a dog called Rex.", "The user has a dog.", "add"],
])("%s was said before: %s", (text, known, action) => {
  const facts = [{ handle: "F1", text, said: "2020-03-01", near: ["M1"] }];
  const memories = [{ handle: "M1", text: known, said: "2024-06-01" }];
  expect(decideFacts({ facts, memories })).toMatchObject([{ action }]);
});

test("only memories near to a fact are looked at, the same one before one that changes", () => {
  const memories = [
    { handle: "M1", text: "The user lives in Berlin." },
    { handle: "M2", text: "The user hates tea." },
    { handle: "M3", text: "The user loves tea." },
  ];
  const facts = [
    { handle: "F1", text: "The user lives in Bonn.", near: [] },
    { handle: "F2", text: "The user likes tea.", near: ["M2", "M3"] },
  ];
  expect(decideFacts({ facts, memories })).toMatchObject([
    { fact: "F1", action: "add", memory: null },
    { fact: "F2", action: "reinforce", memory: "M3" },
  ]);
});
