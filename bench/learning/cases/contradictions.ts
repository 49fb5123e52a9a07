import type { LearningCase } from "../learning-case.ts";

export const contradictions: readonly LearningCase[] = [
  {
    name: "a move",
    sittings: [{ said: ["I live in Berlin."] }, { said: ["I moved to Hamburg."] }],
    known: [/Hamburg/],
    outdated: [/in Berlin/],
    stale: [/lives? in Berlin/],
  },
  {
    name: "what was said before comes in later",
    sittings: [
      { at: "2024-01-10T10:00:00Z", said: ["I live in Berlin."] },
      { at: "2024-06-10T10:00:00Z", said: ["I moved to Hamburg."] },
      { at: "2020-03-10T10:00:00Z", said: ["I live in Oslo."] },
    ],
    known: [/Hamburg/],
    outdated: [/in Berlin/, /in Oslo/],
    stale: [/lives? in (Berlin|Oslo)/],
  },
  {
    name: "two moves",
    sittings: [
      { said: ["I live in Oslo."] },
      { said: ["I live in Bergen now."] },
      { said: ["I moved to Tromsø."] },
    ],
    known: [/Tromsø/],
    outdated: [/in Oslo/, /in Bergen/],
    stale: [/lives? in (Oslo|Bergen)/],
  },
  {
    name: "a move and back again",
    sittings: [
      { said: ["I live in Rome."] },
      { said: ["I moved to Milan."] },
      { said: ["I moved back to Rome."] },
    ],
    known: [/Rome/],
    outdated: [/in Milan/, /in Rome/],
    stale: [/lives? in Milan/],
  },
  {
    name: "a new employer",
    sittings: [{ said: ["I work at Acme."] }, { said: ["I got a new job at Globex."] }],
    known: [/Globex/],
    outdated: [/Acme/],
    stale: [/works? at Acme/],
  },
  {
    name: "a new profession",
    sittings: [{ said: ["I work as a waiter."] }, { said: ["I work as a librarian now."] }],
    known: [/librarian/],
    outdated: [/waiter/],
    stale: [/works? as a waiter/],
  },
  {
    name: "liked no longer",
    sittings: [{ said: ["I love coffee."] }, { said: ["I no longer like coffee."] }],
    outdated: [/loves? coffee/i],
    stale: [/^The user (loves|likes) coffee/],
  },
  {
    name: "hated, loved",
    sittings: [{ said: ["I hate running."] }, { said: ["I love running these days!"] }],
    known: [/loves? running/],
    outdated: [/hates? running/],
    stale: [/hates? running/],
  },
  {
    name: "another favourite",
    sittings: [{ said: ["My favourite colour is blue."] }, { said: ["My favourite colour is red now."] }],
    known: [/red/],
    outdated: [/blue/],
    stale: [/is blue/],
  },
  {
    name: "a preference turned round",
    sittings: [{ said: ["I prefer tea over coffee."] }, { said: ["I prefer coffee over tea."] }],
    known: [/prefers? coffee/],
    outdated: [/prefers? tea/],
    stale: [/prefers? tea/],
  },
  {
    name: "a habit given up",
    sittings: [{ said: ["I smoke."] }, { said: ["I stopped smoking."] }],
    outdated: [/smokes/],
    stale: [/^The user smokes/],
  },
  {
    name: "a job left",
    sittings: [{ said: ["I work at Initech."] }, { said: ["I quit my job at Initech."] }],
    outdated: [/works? at Initech/],
    stale: [/^The user works? at Initech/],
  },
  {
    name: "a plan given up",
    sittings: [{ said: ["I want to learn the harp."] }, { said: ["I no longer want to learn the harp."] }],
    outdated: [/harp/],
    stale: [/^The user wants to learn the harp/],
  },
  {
    name: "another name",
    sittings: [{ said: ["My name is Alexandra."] }, { said: ["My name is Lex."] }],
    known: [/Lex\b/],
    outdated: [/Alexandra/],
    stale: [/Alexandra/],
  },
  {
    name: "a new date for a goal",
    sittings: [
      { at: "2026-03-02T10:00:00Z", said: ["I want to run a marathon in May 2026."] },
      { said: ["I want to run a marathon in September 2026."] },
    ],
    known: [/September/],
    outdated: [/May/],
    stale: [/May/],
  },
  {
    name: "a move told in chat",
    via: "chat",
    sittings: [
      { said: ["I live in Leeds.", "Good.", "Thank you."] },
      { said: ["I moved to York.", "Good.", "Thank you."] },
    ],
    known: [/York/],
    outdated: [/Leeds/],
    stale: [/lives? in Leeds/],
  },
  {
    name: "what may hold at once is no contradiction",
    sittings: [
      { said: ["I like tea.", "I have a dog called Rex."] },
      { said: ["I like jazz.", "I have a cat called Mia."] },
    ],
    known: [/tea/, /jazz/, /Rex/, /Mia/],
  },
];
