import type { LearningCase } from "../learning-case.ts";

export const corrections: readonly LearningCase[] = [
  {
    name: "not here but there",
    sittings: [{ said: ["I live in Cologne."] }, { said: ["I don't live in Cologne but in Bonn."] }],
    known: [/Bonn/],
    outdated: [/in Cologne/],
    stale: [/lives? in Cologne/],
  },
  {
    name: "actually, and not",
    sittings: [{ said: ["I work at Acme."] }, { said: ["Actually I work at Apex, not Acme."] }],
    known: [/Apex/],
    outdated: [/Acme/],
    stale: [/works? at Acme/],
  },
  {
    name: "corrected within one stretch",
    sittings: [{ said: ["I live in Vienna.", "Sorry, I live in Graz."] }],
    known: [/Graz/],
    stale: [/lives? in Vienna/],
  },
  {
    name: "what was meant",
    sittings: [{ said: ["My favourite colour is blue.", "Sorry, I meant green."] }],
    known: [/green/],
    stale: [/blue/],
  },
  {
    name: "no longer there, and where now",
    sittings: [{ said: ["I live in Paris."] }, { said: ["I no longer live in Paris, I live in Lyon now."] }],
    known: [/Lyon/],
    outdated: [/in Paris/],
    stale: [/^The user lives in Paris/],
  },
  {
    name: "not the one pet but the other",
    sittings: [{ said: ["My dog is called Rex."] }, { said: ["I have a cat called Rex."] }],
    known: [/cat called Rex|Rex.*cat/],
  },
  {
    name: "another date for an appointment",
    sittings: [
      { at: "2026-03-02T10:00:00Z", said: ["I have a job interview on 20 March 2026."] },
      { said: ["My job interview moved to 24 March 2026."] },
    ],
    known: [{ text: /interview/, from: "2026-03-24T00:00:00.000Z" }],
    outdated: [/20 March|2026-03-20/],
    stale: [/20 March|2026-03-20/],
  },
  {
    name: "a correction in chat",
    via: "chat",
    sittings: [
      { said: ["I live in Bath.", "Good.", "Thank you."] },
      { said: ["Actually I live in Bristol, not Bath.", "Good.", "Thank you."] },
    ],
    known: [/Bristol/],
    outdated: [/in Bath/],
    stale: [/lives? in Bath/],
  },
];
