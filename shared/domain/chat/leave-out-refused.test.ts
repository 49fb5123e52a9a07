import { expect, test } from "vitest";
import type { MemoryMatch } from "#shared/ports/memory-index.ts";
import type { PersonKnowledge } from "#shared/ports/person-knowledge.ts";
import type { SaidMessage } from "#shared/ports/turns.ts";
import { nothingKnown } from "#test/builders/nothing-known.ts";
import { leaveOutRefused } from "./leave-out-refused.ts";

const before = Date.UTC(2026, 0, 1);
const since = Date.UTC(2026, 0, 2);
const after = Date.UTC(2026, 0, 3);

const said = (content: string, createdAt: number) =>
  ({ id: content, role: "user", name: null, content, createdAt }) satisfies SaidMessage;
const memory = (content: string, type: string, sourceMessageIds: string[] = [], createdAt = before) =>
  ({ kind: "memory", id: content, type, content, createdAt, sourceMessageIds }) as unknown as MemoryMatch;
const message = (content: string, createdAt: number) =>
  ({ kind: "message", id: content, role: "user", content, createdAt }) as MemoryMatch;

const timed = { recurrence: null, dueAt: after, startsAt: after, endsAt: null, timeZone: "UTC" };
const entry = { ...timed, id: "c", targetDate: null, progress: 0, openTasks: 0, goalId: null, isOpen: false };
const wish = (title: string, createdAt = before) => ({ ...entry, title, createdAt });
const appointment = (title: string, location: string | null) => ({ ...wish(title), location });
const reminder = (text: string, createdAt = before) => ({ ...entry, text, createdAt });

const coach = {
  goals: [wish("Get my depression under control"), wish("Run 10k"), wish("Beat my asthma", after)],
  tasks: [wish("Measure my blood sugar for diabetes"), wish("Tax form"), wish("Asthma spray", after)],
  events: [appointment("Talk about my depression", null), appointment("Dr. Ray", "Diabetes clinic")].concat(
    appointment("Choir", "Main St 1"),
  ),
  reminders: [reminder("Depression diary"), reminder("Stretch"), reminder("Asthma spray", after)],
};

function left(refused: PersonKnowledge["refused"]) {
  const { knowledge, memories, history } = leaveOutRefused({
    history: [said("I have diabetes.", before), said("I run.", before), said("I have asthma.", after)],
    memories: [
      memory("The user has diabetes.", "health"),
      memory("The user has a bad sugar.", "health"),
      memory("Conversation: The user has diabetes.", "context", ["m"], after),
      memory("Diabetes, says the app", "fact"),
      memory("The user runs.", "activity"),
      message("My diabetes", before),
      message("My asthma", after),
    ],
    knowledge: {
      ...nothingKnown,
      refused,
      state: [{ part: "open_threads", content: "Asked about diabetes", createdAt: before }],
      summaries: [
        { id: "1", title: "Diabetes", summary: "The user runs.", endedAt: before },
        { id: "2", title: "Runs", summary: "The user has diabetes.", endedAt: before },
      ],
      facts: [
        { memoryId: "m", subject: "user", predicate: "suffers_from", object: "diabetes", since: after },
        { memoryId: "n", subject: "user", predicate: "likes", object: "tea", since: before },
      ],
      ...coach,
    },
  });
  return {
    history: history.map(({ content }) => content),
    memories: memories.map(({ content }) => content),
    state: knowledge.state.length,
    summaries: knowledge.summaries.map(({ title, summary }) => [title, summary]),
    facts: knowledge.facts.map(({ object }) => object),
    goals: knowledge.goals.map(({ title }) => title),
    tasks: knowledge.tasks.map(({ title }) => title),
    events: knowledge.events.map(({ title }) => title),
    reminders: knowledge.reminders.map(({ text }) => text),
  };
}

test("what a person took back is used no more, nor what was said of it before; what they say since is theirs", () => {
  expect(left([{ type: "health", since }])).toEqual({
    history: ["I run.", "I have asthma."],
    memories: ["The user runs.", "My asthma"],
    state: 0,
    summaries: [[null, "The user runs."]],
    facts: ["tea"],
    goals: ["Run 10k", "Beat my asthma"],
    tasks: ["Tax form", "Asthma spray"],
    events: ["Choir"],
    reminders: ["Stretch", "Asthma spray"],
  });
});

test("of what a person never allowed, nothing that was learnt is used, and what they or their app say stays", () => {
  const { history, memories, summaries, facts, state, goals } = left([{ type: "health", since: null }]);
  expect([history.length, state, goals.length]).toEqual([3, 1, 3]);
  expect([summaries, facts]).toEqual([[["Diabetes", "The user runs."]], ["tea"]]);
  expect(memories).toEqual(["Diabetes, says the app", "The user runs.", "My diabetes", "My asthma"]);
});

test("where all is allowed, nothing is left out", () => {
  const { state, ...rest } = left([]);
  expect(Object.values(rest).map(({ length }) => length)).toEqual([3, 7, 2, 2, 3, 3, 3, 3]);
  expect(state).toBe(1);
  expect(left([{ type: "personal", since }])).toEqual(left([]));
});
