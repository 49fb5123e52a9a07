import { expect, test } from "vitest";
import { checkChat } from "../chat/check-chat.ts";
import { planReply } from "../chat/plan-reply.ts";

const messages = [
  {
    n: 1,
    role: "user",
    speaker: null,
    said: "2026-03-28T23:30",
    weekday: "Saturday",
    context: false,
    text: "I live in Berlin.",
  },
];
const facts = { zone: "Europe/Berlin", person: null, messages };

function ask(name: string, ...turns: readonly object[]): unknown {
  const schema = { type: "object", properties: { facts: { type: "array" } }, required: ["facts"] };
  const order = checkChat({
    messages: [{ role: "system", content: "Give each fact a title." }, ...turns],
    response_format: { type: "json_schema", json_schema: { name, schema } },
  });
  return JSON.parse(planReply(order, 0).text);
}
const user = (value: unknown) => ({
  role: "user",
  content: typeof value === "string" ? value : JSON.stringify(value),
});

test("what a schema is called says what to make of the message's object", () => {
  expect(ask("facts", user(facts))).toMatchObject({
    facts: [{ text: "The user lives in Berlin.", sources: [1] }],
  });
  expect(
    ask("decisions", user({ facts: [{ handle: "F1", text: "x", near: [] }], memories: [] })),
  ).toMatchObject({
    decisions: [{ fact: "F1", action: "add" }],
  });
  expect(ask("session", user({ ...facts, title_wanted: true, state: {} }))).toMatchObject({
    title: "Live Berlin",
  });
});

test("asked to mend what it said it looks at what it was given first", () => {
  const turns = [
    user(facts),
    { role: "assistant", content: '{"fac' },
    user("That was no JSON. Answer again."),
  ];
  expect(ask("facts", ...turns)).toMatchObject({ facts: [{ text: "The user lives in Berlin." }] });
});

test("another schema, and another message, is filled in plainly", () => {
  expect(ask("other", user(facts))).toEqual({ facts: [] });
  expect(ask("facts", user("Hello"))).toEqual({ facts: [] });
});
