import { expect, test } from "vitest";
import { writeAccepted } from "./write-accepted.ts";

const turn = {
  clientMessageId: "m1",
  turnId: "00000000-0000-7000-8000-000000000000",
  clientConversationId: "c",
};
const accepted = { type: "chat.accepted", id: "m1", turn_id: turn.turnId, conversation_id: "c" };

test("says what was said where other devices are told", () => {
  expect(writeAccepted(turn)).toEqual(accepted);
  expect(writeAccepted({ ...turn, text: "Hello" })).toEqual({ ...accepted, text: "Hello" });
});

test.each(["語".repeat(32_000), "\u0001".repeat(32_000), "x".repeat(32_700)])(
  "leaves a text that no frame holds to the conversation's messages",
  (text) => {
    expect(writeAccepted({ ...turn, text })).toEqual({ ...accepted, text: null });
  },
);

test("a frame of 32 KB holds all but what is around the text", () => {
  const text = "x".repeat(32_500);
  expect(writeAccepted({ ...turn, text }).text).toBe(text);
});
