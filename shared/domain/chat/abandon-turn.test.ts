import { expect, test } from "vitest";
import { UpstreamUnavailable } from "#shared/errors.ts";
import { buildLetter } from "#test/builders/build-letter.ts";
import { stageTurns } from "#test/builders/stage-turns.ts";
import { fakeChatModel } from "#test/fakes/fake-chat-model.ts";
import { abandonTurn } from "./abandon-turn.ts";

test("a turn that no runner could end fails for good, its message is kept, and its client is told", async () => {
  const stage = stageTurns(fakeChatModel(["Hello"]));
  const letter = buildLetter();
  await stage.accept(letter);
  await abandonTurn(stage.ports, letter);
  expect(stage.framesAt()).toMatchObject([
    { type: "chat.accepted" },
    { type: "chat.error", seq: 1, error: { code: "upstream_unavailable" } },
  ]);
  expect([...stage.store.turns.values()]).toMatchObject([{ status: "failed" }]);
  expect([...stage.store.people.memory.messages.values()].map(({ content }) => content)).toEqual([
    letter.text,
  ]);
});

test("a message that signals danger is kept out of what is learnt, though nobody could answer it", async () => {
  const stage = stageTurns(fakeChatModel(["Hello"]));
  const { unlearned } = stage.store.people.memory;
  await abandonTurn(stage.ports, buildLetter({ text: "I want to kill myself" }));
  expect(unlearned.size).toBe(0);
  await abandonTurn(stage.ports, buildLetter({ clientMessageId: "m2" }));
  expect(unlearned.size).toBe(1);
});

test("the same message sent again runs as ever", async () => {
  const stage = stageTurns(fakeChatModel(["Hello"]));
  const letter = buildLetter();
  await stage.accept(letter);
  await abandonTurn(stage.ports, letter);
  await stage.accept(letter);
  expect(await stage.run({ ...letter, attempt: 2 })).toMatchObject({ outcome: "done" });
  expect(stage.framesAt().at(-1)).toMatchObject({ type: "chat.done", text: "Hello" });
  expect(stage.store.people.memory.messages.size).toBe(2);
});

test("a turn that has ended after all is told as it ended", async () => {
  const stage = stageTurns(fakeChatModel(["Hello"]));
  const letter = buildLetter();
  await stage.run(letter);
  stage.ports.stream.lose();
  await stage.accept(letter);
  await abandonTurn(stage.ports, letter);
  expect(stage.framesAt().at(-1)).toMatchObject({ type: "chat.done", text: "Hello" });
  expect([...stage.store.turns.values()]).toMatchObject([{ status: "done" }]);
});

test("who tells the end after one that died on the way is heard", async () => {
  const stage = stageTurns(fakeChatModel(["Hello"]));
  const letter = buildLetter();
  await stage.accept(letter);
  const { flush } = stage.ports.stream;
  const died = Promise.withResolvers<void>();
  stage.ports.stream.flush = () => {
    died.resolve();
    return new Promise(() => undefined);
  };
  void abandonTurn(stage.ports, letter);
  await died.promise;
  stage.ports.stream.flush = flush;
  await abandonTurn(stage.ports, letter);
  expect(stage.framesAt().at(-1)).toMatchObject({ type: "chat.error", seq: 1 });
});

test("while the store is away its client is told at once, and the letter comes back until the message is kept", async () => {
  const stage = stageTurns(fakeChatModel(["Hello"]));
  const letter = buildLetter();
  await stage.accept(letter);
  const { abandon } = stage.ports.turns;
  stage.ports.turns.abandon = async () => {
    throw new UpstreamUnavailable("the database");
  };
  await expect(abandonTurn(stage.ports, letter)).rejects.toThrow(UpstreamUnavailable);
  const told = [{ type: "chat.accepted" }, { type: "chat.error", error: { code: "upstream_unavailable" } }];
  expect(stage.framesAt()).toMatchObject(told);
  stage.ports.turns.abandon = abandon;
  await abandonTurn(stage.ports, letter);
  expect(stage.framesAt()).toHaveLength(told.length);
  expect(stage.store.people.memory.messages.size).toBe(1);
  await stage.accept(letter);
  expect(await stage.run({ ...letter, attempt: 2 })).toMatchObject({ outcome: "done" });
});

test("a sweep looks for what it leaves to be done, and one that finds it done already has it look again", async () => {
  const stage = stageTurns(fakeChatModel(["Hello"]));
  const letter = buildLetter();
  for (let time = 0; time < 2; time++) {
    await stage.ports.dirtyMark.clear(stage.clock.now());
    await abandonTurn(stage.ports, letter);
    expect(await stage.ports.dirtyMark.read(stage.clock.now())).toBe(stage.clock.now());
  }
});

test("a mark that fails has the letter come again, and changes nothing of how the turn is told", async () => {
  const stage = stageTurns(fakeChatModel(["Hello"]));
  const letter = buildLetter();
  await stage.run(letter);
  stage.ports.stream.lose();
  await stage.accept(letter);
  stage.ports.dirtyMark.failing = true;
  await expect(abandonTurn(stage.ports, letter)).rejects.toThrow("no answer");
  expect(stage.framesAt().at(-1)).toMatchObject({ type: "chat.done", text: "Hello" });
  stage.ports.dirtyMark.failing = false;
  expect(await abandonTurn(stage.ports, letter)).toMatchObject({ outcome: "retold" });
});
