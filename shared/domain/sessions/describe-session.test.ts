import { expect, test } from "vitest";
import type { EndedSession, SessionMessage } from "../../ports/sessions.ts";
import { describeSession } from "./describe-session.ts";

const saidBy = (...lines: readonly [name: string | null, content: string, role?: "assistant"][]) =>
  lines.map(([name, content, role = "user"], at): SessionMessage => {
    return { id: `m${at + 1}`, turnId: `t${at + 1}`, role, name, content, createdAt: 0 } as SessionMessage;
  });

function describe(person: string | null, said: readonly SessionMessage[]) {
  const learner = { name: person, timeZone: "UTC", refusedTypes: [] };
  const state = { version: 0, updatedAt: null, lines: [] };
  const session = { learner, title: null, summaryBefore: null, state } as unknown as EndedSession;
  const { input, sources } = describeSession(session, said);
  const messages = input.messages as { speaker?: string }[];
  return { speakers: messages.map(({ speaker }) => speaker ?? null), own: [...sources.values()] };
}

const two = saidBy(
  ["Mara", "I have a dog."],
  ["Nils", "I work."],
  [null, "Fine.", "assistant"],
  [null, "Yes."],
);

test("of several speakers each is told by name, and what they say is no word of the person", () => {
  expect(describe(null, two)).toEqual({ speakers: ["Mara", "Nils", null, null], own: ["m4"] });
});

test("the person is known by their name", () => {
  expect(describe("Mara", two)).toEqual({ speakers: [null, "Nils", null, null], own: ["m1", "m4"] });
});

test("of two speakers the one without a name is the person", () => {
  const both = saidBy([null, "I live in Bern."], ["Nils", "I am moving to Oslo."]);
  expect(describe("Anna", both)).toEqual({ speakers: [null, "Nils"], own: ["m1"] });
});

test("who speaks alone is the person, whatever they are called", () => {
  const one = saidBy(["Mara", "I have a dog."], [null, "Fine.", "assistant"], ["Mara", "And a cat."]);
  expect(describe("Anna", one)).toEqual({ speakers: [null, null, null], own: ["m1", "m3"] });
});
