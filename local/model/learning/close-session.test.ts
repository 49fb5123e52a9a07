import { expect, test } from "vitest";
import { closeSession, type Session } from "./close-session.ts";
import type { LearnMessage } from "./find-facts.ts";

const said = "2026-03-28T23:30";
const empty = { profile: [], working_on: [], preferences: [], open_threads: [] };

function close(
  texts: readonly (string | readonly ["assistant", string])[],
  state: Session["state"] = empty,
  title_wanted = true,
) {
  const messages = texts.map((text, at): LearnMessage => {
    const [role, content] = typeof text === "string" ? ["user", text] : text;
    return { n: at + 1, role, said, text: content };
  });
  return closeSession({ title_wanted, messages, state });
}

test("a sitting gets a title from its first message and a summary from what was told", () => {
  const { title, summary } = close([
    "Hello, I live in Berlin.",
    "I want to run a marathon next March.",
    "What is new?",
  ]);
  expect(title).toBe("Live Berlin");
  expect(summary).toBe("The user lives in Berlin. The user wants to run a marathon in March 2027.");
});

test("a summary has three sentences at most, the weightiest", () => {
  const { summary } = close([
    "I play the piano. My name is Al. I live in Oslo. I work as a nurse. I like tea.",
  ]);
  expect(summary).toBe("The user is called Al. The user lives in Oslo. The user works as a nurse.");
});

test("of health and what is personal a summary says nothing", () => {
  const { summary } = close(["I am allergic to nuts. I live in Oslo.", "My birthday is on 3 May"]);
  expect(summary).toBe("The user lives in Oslo.");
  expect(close(["I am allergic to nuts.", "What is a vaccine?"]).summary).toBe(
    "The user talked about vaccine.",
  );
});

test("what a question tells on its way is of its type, and is no word of a summary or a title", () => {
  const about = (...texts: string[]) => {
    const { title, summary, state } = close(texts);
    return [title, summary, state.map(({ part, type }) => `${part} ${type}`)];
  };
  const asked = "I have depression, what should I eat tonight?";
  const little = "The user said little.";
  expect(about(asked)).toEqual(["Depression should eat tonight", little, ["open_threads health"]]);
  expect(about(asked, "Which film is good?")).toEqual([
    "Film good",
    "The user talked about film, good.",
    ["open_threads context"],
  ]);
  const nuts = "I am allergic to nuts. Do you know a good snack?";
  expect(about(nuts).slice(1)).toEqual([little, ["profile health", "open_threads health"]]);
  expect(about("I'm married and my wife sings, what do I give her?")[2]).toEqual(["open_threads personal"]);
  expect(about("Next time let's talk about my asthma.")[2]).toEqual(["open_threads health"]);
});

test("where nothing was told the summary says what it was about; nobody asked for a title", () => {
  expect(close(["Tell me about vaccines?", ["assistant", "They train."]], empty, false)).toEqual({
    title: null,
    summary: "The user talked about vaccines.",
    state: [],
  });
});

test("what was told goes to its part of the state, with its type and sources", () => {
  const { state } = close([
    "My name is Alice.",
    "I want to learn the piano.",
    "I prefer short answers.",
    "I like tea.",
  ]);
  expect(state).toEqual([
    {
      part: "profile",
      action: "add",
      handle: null,
      text: "The user is called Alice.",
      type: "fact",
      sources: [1],
    },
    {
      part: "working_on",
      action: "add",
      handle: null,
      text: "The user wants to learn the piano.",
      type: "plan",
      sources: [2],
    },
    {
      part: "preferences",
      action: "add",
      handle: null,
      text: "The user prefers short answers.",
      type: "preference",
      sources: [3],
    },
  ]);
});

test("a line that is contradicted is replaced, one that is over goes, what is known is not added", () => {
  const state = {
    profile: [
      { handle: "S1", text: "Lives in Berlin." },
      { handle: "S2", text: "The user lives in Berlin." },
      { handle: "S3", text: "The user works as a nurse." },
      { handle: "S4", text: "The user is called Alice." },
    ],
    working_on: [{ handle: "S5", text: "The user wants to run a marathon." }],
    preferences: [{ handle: "S6", text: "The user prefers long answers." }],
  };
  const told = [
    "I moved to Bonn. I no longer work as a nurse.",
    "My name is Alice.",
    "I decided not to run a marathon.",
    "I prefer short answers",
  ];
  expect(close(told, state).state.map(({ action, handle, text }) => [action, handle, text])).toEqual([
    ["replace", "S1", "The user lives in Bonn."],
    ["remove", "S2", null],
    ["remove", "S3", null],
    ["remove", "S5", null],
    ["replace", "S6", "The user prefers short answers."],
  ]);
});

test("what is put off, and a last question without an answer, stay open", () => {
  const { state } = close([
    "Next time let's talk about my knee.",
    "How do I find a coach?",
    ["assistant", "I do not know: you have not told me yet."],
  ]);
  expect(state.map(({ part, text, sources }) => [part, text, sources])).toEqual([
    ["open_threads", "To talk about next time: the user's knee.", [1]],
    ["open_threads", "Not yet answered: How do I find a coach?", [2]],
  ]);
  expect(close(["What is my name?", ["assistant", "You are called Al."]]).state).toEqual([]);
});
