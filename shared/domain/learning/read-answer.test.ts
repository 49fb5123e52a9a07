import { describe, expect, test } from "vitest";
import { decisionsAnswer } from "./decisions-answer.ts";
import { factsAnswer } from "./facts-answer.ts";
import { readAnswer } from "./read-answer.ts";

const fact = {
  ...{
    text: "The user lives in Berlin.",
    type: "fact",
    importance: 0.7,
    sources: [1],
    from: null,
    until: null,
  },
  ...{ entities: [{ name: "Berlin", type: "place" }], relations: [] },
};
const whole = JSON.stringify({ facts: [fact] });
const read = (said: string) => readAnswer(said, factsAnswer);

test.each([
  ["by itself", whole],
  ["in a code fence", `\`\`\`json\n${whole}\n\`\`\``],
  ["with words around", `Gladly {as always}: ${whole} Is there [more] to do?`],
  ["after a thought", `<think>perhaps {"facts":[]}?</think>${whole}`],
  ["as a bare list", JSON.stringify([fact])],
  ["with an object before that is none", `{"note":"see below"}\n${whole}`],
  ["with brackets in its words", whole.replace("Berlin.", 'Berlin \\"}]{\\".')],
])("an answer is read %s", (_how, said) => {
  const answer = read(said);
  expect(answer.ok && answer.answer.facts).toMatchObject([{ type: "fact", sources: [1] }]);
});

test("what a fact can do without is no reason to ask again", () => {
  const { importance: _, entities: __, from: ___, ...bare } = fact;
  const answer = read(
    JSON.stringify({ facts: [{ ...bare, until: 2026, relations: "none", type: " Fact" }] }),
  );
  expect(answer.ok && answer.answer.facts).toEqual([
    { ...fact, importance: null, from: null, until: null, entities: [], relations: [] },
  ]);
});

describe("no answer, and no refusal,", () => {
  test.each([
    ["is half of one", whole.slice(0, -20)],
    ["is half of one that holds whole lists", `{"facts":[{"text":"a","entities":[],"sources":[1],"type":`],
    ["is one without facts", '{"result":[]}'],
    ["is a fact without its text", JSON.stringify({ facts: [{ ...fact, text: undefined }] })],
    ["is a fact of a type that there is not", JSON.stringify({ facts: [{ ...fact, type: "hobby" }] })],
    ["is a comma too many", whole.replace("]}", ",]}")],
    ["is silence", ""],
    ["is talk", "There are two facts in it."],
  ])("%s", (_what, said) => {
    expect(read(said)).toMatchObject({ ok: false, refused: false });
  });
});

test("what is wrong is told by its place", () => {
  const answer = read(JSON.stringify({ facts: [{ ...fact, type: "hobby" }] }));
  expect(!answer.ok && answer.error).toContain("facts.0.type");
});

test.each([
  "I'm sorry, but I can't help with that.",
  "I cannot process personal information.",
  "Es tut mir leid, dabei helfe ich nicht.",
])("%j is a refusal", (said) => {
  expect(read(said)).toMatchObject({ ok: false, refused: true });
});

test("decisions are read in any case, and without their reasons", () => {
  const answer = readAnswer('{"decisions":[{"fact":"F1","action":"UPDATE","memory":"M1"}]}', decisionsAnswer);
  expect(answer).toEqual({
    ok: true,
    answer: { decisions: [{ fact: "F1", action: "update", memory: "M1", reason: "" }] },
  });
});

test.each([factsAnswer, decisionsAnswer])(
  "the schema of $name is one that strict servers take",
  ({ schema }) => {
    const objects: Record<string, unknown>[] = [];
    const walk = (node: unknown): void => {
      if (typeof node !== "object" || node === null) return;
      if ("properties" in node) objects.push(node as Record<string, unknown>);
      Object.values(node).forEach(walk);
    };
    walk(schema);
    expect(objects.length).toBeGreaterThan(1);
    for (const { additionalProperties, required, properties } of objects) {
      expect(additionalProperties).toBe(false);
      expect(required).toEqual(Object.keys(properties as object));
    }
    expect(JSON.stringify(schema)).not.toMatch(/"(default|\$schema|\$ref)"/);
  },
);
