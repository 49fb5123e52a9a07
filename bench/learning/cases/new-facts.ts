import type { LearningCase } from "../learning-case.ts";

export const newFacts: readonly LearningCase[] = [
  { name: "where somebody lives", sittings: [{ said: ["I live in Lisbon."] }], known: [/Lisbon/] },
  { name: "a name", sittings: [{ said: ["Hello! My name is Alice."] }], known: [/Alice/] },
  {
    name: "a job and an employer in one sentence",
    sittings: [{ said: ["I work as a nurse at Charité."] }],
    known: [/nurse/, /at Charité/],
  },
  {
    name: "two things in one sentence",
    sittings: [{ said: ["I live in Turin and I have a dog called Rex."] }],
    known: [/Turin/, /Rex/],
  },
  {
    name: "two likes joined by and",
    sittings: [{ said: ["I love jazz and gardening."] }],
    known: [/jazz/, /gardening/],
  },
  { name: "a dislike", sittings: [{ said: ["I can't stand olives."] }], known: [/olives/] },
  {
    name: "a preference between two",
    sittings: [{ said: ["I prefer tea over coffee."] }],
    known: [/prefers? tea/],
  },
  { name: "a favourite", sittings: [{ said: ["My favourite colour is green."] }], known: [/green/] },
  { name: "a pet by its name", sittings: [{ said: ["My cat's name is Mia."] }], known: [/Mia/] },
  {
    name: "a goal",
    sittings: [{ said: ["My goal is to read twenty books."] }],
    known: [/twenty books|20 books/],
  },
  { name: "a language", sittings: [{ said: ["I speak Portuguese."] }], known: [/Portuguese/] },
  { name: "a habit", sittings: [{ said: ["I play the cello."] }], known: [/cello/] },
  {
    name: "what is told beside a question",
    sittings: [{ said: ["I study biology. What should I read first?"] }],
    known: [/biology/],
  },
  {
    name: "what is asked to be remembered",
    sittings: [{ said: ["Please remember that my favourite food is ramen."] }],
    known: [/ramen/],
  },
  {
    name: "many things over a long stretch",
    sittings: [
      {
        said: [
          "I live in Graz.",
          "I work as a teacher.",
          "I have a dog called Bruno.",
          "I love chess.",
          "I speak French.",
          "I play the flute.",
        ],
      },
    ],
    known: [/Graz/, /teacher/, /Bruno/, /chess/, /French/, /flute/],
  },
  {
    name: "what is said without capitals",
    sittings: [{ said: ["i live in porto. i work as a baker"] }],
    known: [/porto/i, /baker/],
  },
  {
    name: "what is told in chat",
    via: "chat",
    sittings: [{ said: ["I live in Ghent.", "I have a rabbit called Hops.", "I love sailing."] }],
    known: [/Ghent/, /Hops/, /sailing/],
  },
  {
    name: "one thing said in a whole chat",
    via: "chat",
    sittings: [{ said: ["Good morning!", "I work as a carpenter.", "Thank you."] }],
    known: [/carpenter/],
  },
];
