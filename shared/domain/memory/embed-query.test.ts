import { expect, test } from "vitest";
import { fakeEmbedder } from "#test/fakes/fake-embedder.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { fakeQueryVectors } from "#test/fakes/fake-query-vectors.ts";
import { embedQuery, recallQuery } from "./embed-query.ts";

const makePorts = () => ({ embedder: fakeEmbedder(), queryVectors: fakeQueryVectors(), log: fakeLog() });

async function embed(ports: ReturnType<typeof makePorts>, text: string) {
  return await embedQuery(ports, text, await recallQuery(ports, text));
}

test("the model is asked once for a query, and the next answer is the same", async () => {
  const ports = makePorts();
  const first = await embed(ports, "where is my bike?");
  await first.kept;
  const second = await embed(ports, "where is my bike?");
  expect(second.vector).toEqual(first.vector);
  expect(second.vector).not.toBeNull();
  expect(ports.embedder.calls).toHaveLength(1);
});

test("while Redis is away the model is asked each time", async () => {
  const ports = makePorts();
  ports.queryVectors.failing = true;
  for (const _ of [1, 2]) {
    const { vector, kept } = await embed(ports, "where is my bike?");
    expect(vector).not.toBeNull();
    await kept;
  }
  expect(ports.embedder.calls).toHaveLength(2);
});
