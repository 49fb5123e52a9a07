import type { PersonKnowledge } from "#shared/ports/person-knowledge.ts";

/** As of somebody new, who has not said what may be kept of them. */
export const nothingKnown: PersonKnowledge = {
  state: [],
  summaries: [],
  facts: [],
  goals: [],
  tasks: [],
  events: [],
  reminders: [],
  refused: [
    { type: "health", since: null },
    { type: "personal", since: null },
  ],
};
