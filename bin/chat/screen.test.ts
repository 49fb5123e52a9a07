import { expect, test } from "vitest";
import type { Outcome } from "./follow-turn.ts";
import { makeScreen } from "./screen.ts";

function sheet() {
  const written: string[] = [];
  return { write: (text: string) => Boolean(written.push(text)), text: () => written.join("") };
}

const reply: Outcome = {
  type: "done",
  text: "Hello there",
  finishReason: "stop",
  memories: [{ kind: "memory", type: "fact", content: "Is called Ann" }],
  usage: { prompt_tokens: 7, completion_tokens: 2 },
};
const words = { type: "words", text: "Hello there" } as const;

test("A terminal shows words as they come, and below them dimly what they rest on", () => {
  const out = sheet();
  const screen = makeScreen({ out, aside: out, isLive: true, hasColour: true });
  screen.show(words);
  screen.showOutcome(reply);
  expect(out.text()).toBe(
    "Hello there\n\u001b[2m· remembered fact: Is called Ann\u001b[0m\n\u001b[2m· 7 tokens read, 2 written\u001b[0m\n",
  );
});

test("A terminal without colours gets none", () => {
  const out = sheet();
  makeScreen({ out, aside: out, isLive: true, hasColour: false }).showOutcome(reply);
  expect(out.text()).not.toContain("\u001b");
});

test("A pipe gets each reply whole, once and exactly; all else goes to the other side", () => {
  const [out, aside] = [sheet(), sheet()];
  const screen = makeScreen({ out, aside, isLive: false, hasColour: false });
  screen.show({ type: "words", text: "No" });
  screen.show({ type: "again" });
  screen.show({ type: "tool", name: "search_memory", arguments: { query: "x" } });
  screen.show({ type: "words", text: "Yes\u001b[0m" });
  screen.showOutcome({ ...reply, text: "Yes\u001b[0m" });
  expect(out.text()).toBe("Yes\u001b[0m\n");
  expect(aside.text()).toMatch(/^· search_memory "x"\n· remembered fact: Is called Ann\n/);
});

test("A cancelled reply stays, and says that it was cancelled", () => {
  const out = sheet();
  const screen = makeScreen({ out, aside: out, isLive: true, hasColour: false });
  screen.show({ type: "words", text: "Once upon" });
  screen.showOutcome({
    ...reply,
    text: "Once upon",
    finishReason: "cancelled",
    memories: [],
    usage: undefined,
  });
  expect(out.text()).toBe("Once upon\n· cancelled\n");
});

test("A failure stands on a line of its own, with its code", () => {
  const out = sheet();
  const screen = makeScreen({ out, aside: out, isLive: true, hasColour: false });
  screen.show({ type: "words", text: "Once upon" });
  screen.showOutcome({
    type: "failed",
    error: { code: "turn_interrupted", message: "it broke" },
  });
  expect(out.text()).toBe("Once upon\nit broke (turn_interrupted)\n");
});
