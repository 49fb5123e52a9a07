import { expect, test } from "vitest";
import { describeOpening } from "#shared/domain/chat/describe-opening.ts";
import { fenceLines, writeLine } from "#shared/domain/chat/fence-lines.ts";
import { checkChat } from "./check-chat.ts";
import { planReply } from "./plan-reply.ts";

type Line = Parameters<typeof writeLine>[0];
const now = Date.UTC(2026, 10, 27, 9);
const introduction =
  "You are Aimi.\n\nIt is Friday 2026-11-27 10:00 for the person, whose time zone is Europe/Berlin: 2026-11-27T09:00:00.000Z (UTC).";

function open(about: string, lines?: readonly Line[], before: readonly object[] = []): string {
  const block = lines && fenceLines("coach", lines.map(writeLine));
  const messages = [
    { role: "system", content: [introduction, block].filter(Boolean).join("\n\n") },
    ...before,
    { role: "user", content: describeOpening(about) },
  ];
  const { text, calls } = planReply(checkChat({ messages }), now);
  expect(calls).toEqual([]);
  expect(planReply(checkChat({ messages }), now).text).toBe(text);
  expect(text.match(/\?/g)).toHaveLength(1);
  return text;
}

const goal: Line = { kind: "goal", id: "g", progress: "40%", open_tasks: 2, text: "Run 10k" };
const tax: Line = { kind: "task", id: "t", due: "Friday 2026-11-27T17:00", text: "Tax form" };
const rent: Line = { ...tax, id: "r", due: "Thursday 2026-11-26T17:00", overdue: true, text: "Pay the rent" };
const dentist: Line = { kind: "event", id: "e", starts: "Friday 2026-11-27T15:00", text: "Dentist" };

test("without anything that stands it asks about what the check-in is about, or how they are", () => {
  expect(open("Check-in")).toBe("How are you doing today?");
  expect(open("Check-in: sleep")).toBe("How is it going with sleep?");
  expect(open('Check-in: "quotes" & <marks>.')).toBe('How is it going with "quotes" & <marks>?');
});

test.each([
  [
    [goal, dentist, tax, rent],
    "On your list: “Pay the rent”, due on Thursday 26 November at 17:00 (overdue).",
    "What is left to do there?",
  ],
  [[goal, dentist, tax], "On your list: “Tax form”, due today", "What is left to do there?"],
  [[goal, dentist], "In your calendar: “Dentist”, today", "How do you feel about it?"],
  [[goal], "Your goal: “Run 10k” (40 % done).", "What would be a small step today?"],
])("it refers to what is most pressing, and asks about that: %#", (lines, lead, question) => {
  const said = open("Check-in", lines);
  expect(said.startsWith(lead), said).toBe(true);
  expect(said.endsWith(` ${question}`), said).toBe(true);
});

test("it refers to what it is about before what is pressing", () => {
  expect(open("Check-in: running", [rent, goal])).toBe(
    "Your goal: “Run 10k” (40 % done). How is it going with running?",
  );
});

test("it refers to what the person said last, not to what was no word of theirs", () => {
  const before = [
    { role: "user", content: "I slept badly." },
    { role: "assistant", content: "Oh no." },
    { role: "user", content: "Check-in: sleep" },
    { role: "assistant", content: "How is it going with sleep?" },
  ];
  expect(open("Check-in", undefined, before)).toBe(
    "Last time you said: “I slept badly”. How has it been since?",
  );
  expect(open("Check-in", [goal], before)).toBe(
    "Your goal: “Run 10k” (40 % done). Last time you said: “I slept badly”. What would be a small step today?",
  );
});
