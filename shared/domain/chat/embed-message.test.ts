import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { steadyEmbedder } from "#shared/adapters/model/steady-embedder.ts";
import { buildLetter } from "#test/builders/build-letter.ts";
import { stageTurns, turnRules } from "#test/builders/stage-turns.ts";
import { fakeChatModel } from "#test/fakes/fake-chat-model.ts";
import { embedMessage } from "./embed-message.ts";

const letter = buildLetter({ text: "Where do I live?" });
const warnings = ({ ports }: ReturnType<typeof stageTurns>) =>
  ports.log.lines.filter(({ level }) => level === "warn").map(({ what }) => what);

test("the embedder is asked before anybody waits for the vector", async () => {
  const stage = stageTurns(fakeChatModel(["Here."]));
  const embedding = embedMessage(stage.ports, letter, turnRules);
  expect(stage.ports.embedder.calls).toEqual([["Where do I live?"]]);
  expect(await embedding.vector()).toHaveLength(stage.ports.embedder.dimensions);
});

test("nobody is asked where nothing is recalled", async () => {
  const stage = stageTurns(fakeChatModel(["Here."]));
  const embedding = embedMessage(stage.ports, letter, { ...turnRules, recallLimit: 0 });
  expect(await embedding.vector()).toBeNull();
  expect(stage.ports.embedder.calls).toEqual([]);
});

test.each(["fail", "hang"] as const)("an embedder that %ss leaves the turn its keywords", async (mood) => {
  const stage = stageTurns(fakeChatModel(["Here."]));
  stage.ports.embedder.mood = mood;
  expect(await stage.run(letter)).toMatchObject({ outcome: "done" });
  expect(warnings(stage)).toEqual(["message not embedded in time, its turn goes by keywords"]);
});

test("an embedder that needs longer than a turn waits is slow, and not down", async () => {
  const { ports } = stageTurns(fakeChatModel(["Here."]));
  const { clock, tally } = ports;
  const { embed } = ports.embedder;
  ports.embedder.embed = async (texts, limits) => {
    await sleep(400);
    return await embed(texts, limits);
  };
  const embedder = steadyEmbedder(ports.embedder, { ...{ clock, tally }, attempts: 1, purpose: "search" });
  const turns = Array.from({ length: 8 }, () => embedMessage({ ...ports, embedder }, letter, turnRules));
  expect(await Promise.all(turns.map((turn) => turn.vector()))).toEqual(turns.map(() => null));
  await vi.waitUntil(() => ports.embedder.calls.length === turns.length);
  expect(await embedder.embed(["What else?"], { deadlineMs: 1_500 })).toHaveLength(1);
  expect(JSON.stringify(tally.take())).not.toContain("breaker");
});

test.each(["fail", "hang"] as const)(
  "a vector that Redis knows needs no embedder: one that %ss is no complaint",
  async (mood) => {
    const stage = stageTurns(fakeChatModel(["Here."]));
    const { embedder, queryVectors } = stage.ports;
    embedder.mood = mood;
    const { model, dimensions } = embedder;
    await queryVectors.keep({ model, dimensions, text: letter.text }, new Array<number>(dimensions).fill(1));
    expect(await stage.run(letter)).toMatchObject({ outcome: "done" });
    expect(warnings(stage)).toEqual([]);
  },
);
