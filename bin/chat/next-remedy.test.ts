import { expect, test } from "vitest";
import { nextRemedy } from "./next-remedy.ts";

const inTurn = (isAccepted: boolean) => [0, 1, 2, 3].map((silences) => nextRemedy(isAccepted, silences));

test("A message that nobody accepts is sent again, then over a new connection", () => {
  expect(inTurn(false)).toEqual(["send", "renew", "send", "renew"]);
});

test("A turn that says nothing is resumed, then sent again, then heard over a new connection", () => {
  expect(inTurn(true)).toEqual(["resume", "send", "renew", "resume"]);
});
