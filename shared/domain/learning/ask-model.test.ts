import { expect, test } from "vitest";
import { UpstreamUnavailable } from "#shared/errors.ts";
import { inputOf } from "#test/builders/stage-learning.ts";
import { fakeChatModel, type Move, modelDown, modelRefuses } from "#test/fakes/fake-chat-model.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeTally } from "#test/fakes/fake-tally.ts";
import { AnswerUnread, askModel } from "./ask-model.ts";
import { factsAnswer } from "./facts-answer.ts";

const sorry = "I'm sorry, but I can't help with that.";

function start(...script: readonly (readonly Move[])[]) {
  const clock = fakeClock();
  const ports = { chatModel: fakeChatModel(...script), clock, tally: fakeTally() };
  const question = { shape: factsAnswer, instructions: "Find facts.", input: { zone: "UTC" } };
  const ask = (forMs = 90_000) => askModel(ports, { ...question, until: clock.now() + forMs });
  return { ...ports, ask };
}

test("a question is its instructions, and all that was said as one JSON object", async () => {
  const { ask, chatModel, tally } = start(['{"facts":', "[]}"]);
  expect(await ask()).toEqual({ facts: [] });
  expect(chatModel.requests).toMatchObject([
    {
      messages: [
        { role: "system", content: "Find facts." },
        { role: "user", content: '{"zone":"UTC"}' },
      ],
      schema: { name: "facts" },
      temperature: 0,
    },
  ]);
  expect(Object.fromEntries(tally.counted)).toEqual({
    "aimi_learning_model_calls_total facts": 1,
    "aimi_learning_tokens_total prompt": 10,
    "aimi_learning_tokens_total completion": 2,
  });
});

test("what cannot be read is mended by the model, which is shown it and what is wrong", async () => {
  const { ask, chatModel } = start(['{"facts":7}'], ['{"facts":[]}']);
  expect(await ask()).toEqual({ facts: [] });
  expect(inputOf(chatModel.requests[1])).toEqual({
    zone: "UTC",
    earlier: { answer: '{"facts":7}', error: expect.stringContaining("facts") },
  });
});

test("an answer that was cut off is asked for anew, shorter", async () => {
  const { ask, chatModel } = start(['{"facts":[{"te', { ends: "length" }], ['{"facts":[]}']);
  await ask();
  expect(inputOf(chatModel.requests[1])).toMatchObject({
    earlier: { error: expect.stringContaining("cut off") },
  });
});

test.each([
  [["{", "["], "unreadable"],
  [[sorry, "{"], "unreadable"],
  [["{", sorry], "refused"],
  [[sorry, sorry], "refused"],
] as const)("after %j nobody asks again: it is %s", async (answers, reason) => {
  const { ask, chatModel } = start(...answers.map((answer) => [answer]));
  await expect(ask()).rejects.toMatchObject({ reason });
  await expect(ask()).rejects.toBeInstanceOf(AnswerUnread);
  expect(chatModel.requests).toHaveLength(4);
});

test("a model that will not have the question is not asked to mend it", async () => {
  const { ask, chatModel } = start([modelRefuses]);
  await expect(ask()).rejects.toMatchObject({ name: "AnswerUnread", reason: "refused" });
  expect(chatModel.requests).toHaveLength(1);
});

test("a model that is down is not a model that cannot be read", async () => {
  const { ask } = start([modelDown]);
  await expect(ask()).rejects.toThrow(UpstreamUnavailable);
});

test("no call is begun that has no time left", async () => {
  const { ask, chatModel } = start(['{"facts":[]}']);
  await expect(ask(500)).rejects.toThrow(UpstreamUnavailable);
  expect(chatModel.requests).toEqual([]);
});
