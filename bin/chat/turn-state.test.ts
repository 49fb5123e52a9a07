import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { TurnFrame } from "./heard-frame.ts";
import { type Happening, newTurn, type Turn, takeFrame } from "./turn-state.ts";

const accepted: TurnFrame = { type: "chat.accepted", id: "m", turn_id: "t", conversation_id: "c" };
const words = (seq: number, text: string): TurnFrame => ({ type: "chat.delta", turn_id: "t", seq, text });
const tool = (seq: number): TurnFrame => ({
  type: "chat.tool",
  turn_id: "t",
  seq,
  name: "search_memory",
  arguments: { query: "tea" },
});
const done = (seq: number, text: string | null): TurnFrame => ({
  type: "chat.done",
  turn_id: "t",
  seq,
  text,
  finish_reason: "stop",
  memories: [],
});
const error = (
  code: string,
  about: { id?: string; turn_id?: string; delivery_id?: string; seq?: number },
): TurnFrame => ({
  type: "chat.error",
  ...about,
  error: { code, message: "no" },
});

function hear(...frames: TurnFrame[]): { turn: Turn; happenings: Happening[] } {
  const happenings: Happening[] = [];
  let turn = newTurn("m");
  for (const frame of frames) {
    const step = takeFrame(turn, frame);
    turn = step.turn;
    happenings.push(...step.happenings);
  }
  return { turn, happenings };
}

/** What stands on the screen of somebody who was told all this. */
function onScreen(happenings: readonly Happening[]): string {
  return happenings.reduce((text, happening) => {
    if (happening.type === "again") return "";
    return happening.type === "words" ? text + happening.text : text;
  }, "");
}

function types(happenings: readonly Happening[]): string[] {
  return happenings.map(({ type }) => type);
}

test("Words are shown as they come, and the end brings the whole reply", () => {
  const { happenings } = hear(accepted, words(1, "Good "), words(2, "morning"), done(3, "Good morning"));
  expect(types(happenings)).toEqual(["accepted", "words", "words", "done"]);
  expect(onScreen(happenings)).toBe("Good morning");
  expect(happenings.at(-1)).toMatchObject({ text: "Good morning", finishReason: "stop" });
});

test("A reply too long for its last frame is the words heard before", () => {
  const { happenings } = hear(accepted, words(1, "A "), words(2, "story"), done(3, null));
  expect(happenings.at(-1)).toMatchObject({ type: "done", text: "A story" });
});

test("Words that only the last frame has are shown with it", () => {
  const { happenings } = hear(accepted, words(1, "Call "), done(2, "Call 112."));
  expect(onScreen(happenings)).toBe("Call 112.");
});

test("A frame that comes twice is shown once", () => {
  const { happenings } = hear(
    accepted,
    words(1, "a"),
    words(1, "a"),
    words(2, "b"),
    words(1, "a"),
    tool(3),
    tool(3),
  );
  expect(onScreen(happenings)).toBe("ab");
  expect(types(happenings).filter((type) => type === "tool")).toHaveLength(1);
});

test("A missing frame is asked for once, and what came after it waits", () => {
  const first = hear(accepted, words(1, "a"), words(3, "c"), words(4, "d"));
  expect(types(first.happenings)).toEqual(["accepted", "words", "gap"]);
  expect(first.turn.lastSeq).toBe(1);
  const { turn, happenings } = takeFrame(first.turn, words(2, "b"));
  expect(onScreen(happenings)).toBe("bcd");
  expect(turn.lastSeq).toBe(4);
});

test("A run that says the same again shows nothing twice", () => {
  const run = [accepted, words(1, "Hello "), tool(2), words(3, "there")];
  const { happenings } = hear(...run, ...run, words(4, "!"), done(5, "Hello there!"));
  expect(types(happenings)).toEqual(["accepted", "words", "tool", "words", "accepted", "words", "done"]);
  expect(onScreen(happenings)).toBe("Hello there!");
});

test("The same words in other pieces are still the same words", () => {
  const { happenings } = hear(
    accepted,
    words(1, "Hel"),
    words(2, "lo"),
    accepted,
    words(1, "Hello the"),
    words(2, "re"),
  );
  expect(types(happenings)).not.toContain("again");
  expect(onScreen(happenings)).toBe("Hello there");
});

test("A run that says something else takes back what the one before it said", () => {
  const { happenings } = hear(
    accepted,
    words(1, "Yes, "),
    words(2, "but"),
    accepted,
    words(1, "No"),
    words(2, "."),
  );
  expect(types(happenings)).toEqual(["accepted", "words", "words", "accepted", "again", "words", "words"]);
  expect(onScreen(happenings)).toBe("No.");
});

test("A run that ends sooner than the one before it takes back what was too much", () => {
  const { happenings } = hear(accepted, words(1, "Yes, but"), accepted, words(1, "Yes"), done(2, "Yes"));
  expect(onScreen(happenings)).toBe("Yes");
});

test("An error with a place ends the turn at its place", () => {
  const early = hear(accepted, error("turn_interrupted", { turn_id: "t", seq: 2 }));
  expect(types(early.happenings)).toEqual(["accepted", "gap"]);
  const { happenings } = takeFrame(early.turn, words(1, "Well"));
  expect(types(happenings)).toEqual(["words", "failed"]);
});

test("A message that is refused has failed", () => {
  expect(types(hear(error("rate_limited", { id: "m" })).happenings)).toEqual(["failed"]);
  expect(types(hear(error("validation_failed", {})).happenings)).toEqual(["failed"]);
  expect(types(hear(error("rate_limited", { id: "another" })).happenings)).toEqual([]);
});

test("An answer about a turn of before fails no message", () => {
  expect(hear(error("not_found", {}), error("not_found", { turn_id: "before" })).happenings).toEqual([]);
});

test("An answer about a reminder is none about a message", () => {
  const refused = error("validation_failed", { delivery_id: "d" });
  expect(hear(refused).happenings).toEqual([]);
  expect(types(hear(accepted, error("not_found", { delivery_id: "d" })).happenings)).toEqual(["accepted"]);
});

test("An answer that knows no such turn is no end of it", () => {
  expect(types(hear(accepted, error("not_found", { turn_id: "t" })).happenings)).toEqual([
    "accepted",
    "unknown",
  ]);
  expect(types(hear(accepted, error("rate_limited", { id: "m" })).happenings)).toEqual(["accepted"]);
});

test("Frames of other turns, and those before it was accepted, are none of its business", () => {
  const others: TurnFrame[] = [
    { type: "chat.accepted", id: "other", turn_id: "o", conversation_id: "c" },
    { type: "chat.delta", turn_id: "o", seq: 1, text: "x" },
    error("turn_interrupted", { turn_id: "o", seq: 2 }),
  ];
  expect(hear(words(1, "early"), ...others).happenings).toEqual([]);
  expect(types(hear(accepted, ...others).happenings)).toEqual(["accepted"]);
});

test("Whatever is lost, repeated, late or run again, the whole reply stands there once", () => {
  const text = fc.string({ minLength: 1, maxLength: 3 });
  const reply = fc.array(text, { minLength: 1, maxLength: 8 });
  const noise = fc.array(fc.nat(8), { maxLength: 12 });
  void fc.assert(
    fc.property(reply, reply, noise, (before, now, order) => {
      const run = (parts: string[]) => [
        ...parts.map((part, i) => words(i + 1, part)),
        done(parts.length + 1, null),
      ];
      const whole = run(now);
      const disorder = order.flatMap((at) => (at < whole.length ? [whole[at]!] : []));
      const { turn, happenings } = hear(
        accepted,
        ...run(before).slice(0, -1),
        accepted,
        ...disorder,
        ...whole,
      );
      expect(onScreen(happenings)).toBe(now.join(""));
      expect(turn.lastSeq).toBe(whole.length);
      expect(types(happenings).filter((type) => type === "done")).toHaveLength(1);
    }),
  );
});
