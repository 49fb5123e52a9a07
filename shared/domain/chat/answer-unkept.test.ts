import { expect, test } from "vitest";
import type { Completion, CompletionPart } from "#shared/ports/completion.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { stageTurns, turnRules } from "#test/builders/stage-turns.ts";
import { type FakeChatModel, fakeChatModel, modelDown, modelRefuses } from "#test/fakes/fake-chat-model.ts";
import { fakeUnkeptTurns } from "#test/fakes/fake-unkept-turns.ts";
import { answerUnkept } from "./answer-unkept.ts";

async function answer(model: FakeChatModel, given: Partial<Completion> = {}) {
  const { ports, store } = stageTurns(model);
  const completion = {
    ...{ instructions: "", replacesPersona: true, isSaidAgain: false },
    ...{ before: [], since: [], tools: [], manner: {} },
  };
  const parts: CompletionPart[] = [];
  for await (const part of answerUnkept(
    { ...ports, unkeptTurns: fakeUnkeptTurns(store) },
    {
      ...{ person: buildPerson(), clientConversationId: "c1", text: "Hello", requestId: "r1" },
      ...{ completion: { ...completion, ...given }, rules: turnRules, remainingMs: 60_000 },
      signal: new AbortController().signal,
    },
  ))
    parts.push(part);
  return parts;
}

test("what the model refuses is the request's fault, and what it fails at is not", async () => {
  await expect(answer(fakeChatModel([modelRefuses]))).rejects.toMatchObject({ code: "validation_failed" });
  await expect(answer(fakeChatModel([modelDown]))).rejects.toMatchObject({ code: "upstream_unavailable" });
});

test("a long call of the client's tool is handed over, since no frame has to hold it", async () => {
  const text = "x".repeat(100_000);
  const tools = [{ name: "write", description: "", parameters: { type: "object" } }];
  const parts = await answer(fakeChatModel([{ call: "write", with: { text } }]), { tools });
  expect(parts.map(({ type }) => type)).toEqual(["call", "end"]);
  expect(parts[0]).toMatchObject({ id: "call-0", arguments: JSON.stringify({ text }) });
});
