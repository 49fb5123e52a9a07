import type { LearningCase } from "../learning-case.ts";

export const restatements: readonly LearningCase[] = [
  {
    name: "the same words a day later",
    sittings: [{ said: ["I live in Lisbon."] }, { said: ["I live in Lisbon."] }],
    known: [/Lisbon/],
  },
  {
    name: "other words for where somebody lives",
    sittings: [{ said: ["I live in Lisbon."] }, { said: ["As you know, I reside in Lisbon."] }],
    known: [/Lisbon/],
  },
  {
    name: "the same thrice in one stretch",
    sittings: [
      { said: ["I love jazz.", "Jazz is on again.", "I really love jazz!", "As I said, I love jazz."] },
    ],
    known: [/loves? jazz/i],
  },
  {
    name: "enjoys what was loved",
    sittings: [{ said: ["I love hiking."] }, { said: ["I enjoy hiking a lot."] }],
    known: [/hiking/],
  },
  {
    name: "a job said as what one is",
    sittings: [{ said: ["I work as a nurse."] }, { said: ["I'm a nurse."] }],
    known: [/nurse/],
  },
  {
    name: "a pet called in another order of words",
    sittings: [{ said: ["I have a dog called Rex."] }, { said: ["My dog's name is Rex."] }],
    known: [/Rex/],
  },
  {
    name: "a dislike in two ways",
    sittings: [{ said: ["I don't like mushrooms."] }, { said: ["I dislike mushrooms."] }],
    known: [/mushrooms/],
  },
  {
    name: "a goal with another verb",
    sittings: [{ said: ["I want to learn the piano."] }, { said: ["I'd like to learn the piano."] }],
    known: [/piano/],
  },
  {
    name: "each sitting the same three things",
    sittings: [
      { said: ["I live in Bonn.", "I love tea.", "I have a cat called Tom."] },
      { said: ["I love tea.", "I have a cat called Tom.", "I live in Bonn."] },
      { said: ["I have a cat called Tom.", "I live in Bonn.", "I love tea."] },
    ],
    known: [/Bonn/, /tea/, /Tom/],
  },
  {
    name: "an employer in other words",
    sittings: [{ said: ["I work at Siemens."] }, { said: ["I am employed by Siemens."] }],
    known: [/Siemens/],
  },
  {
    name: "the same in chat on two days",
    via: "chat",
    sittings: [
      { said: ["I live in Malmö.", "Good.", "Thank you."] },
      { said: ["I live in Malmö.", "Good.", "Thank you."] },
    ],
    known: [/Malmö/],
  },
];
