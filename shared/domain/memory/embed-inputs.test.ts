import { describe, expect, test } from "vitest";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeEmbedder } from "#test/fakes/fake-embedder.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { fakeQueryVectors } from "#test/fakes/fake-query-vectors.ts";
import { UpstreamUnavailable, ValidationFailed } from "../../errors.ts";
import { type EmbedInputs, embedInputs } from "./embed-inputs.ts";
import { embedQuery } from "./embed-query.ts";

const makePorts = () => ({ embedder: fakeEmbedder(), clock: fakeClock() });
const embed = async (
  ports: ReturnType<typeof makePorts>,
  inputs: readonly string[],
  more: Partial<EmbedInputs> = {},
) => await embedInputs(ports, { inputs, dimensions: undefined, waitMs: 25_000, ...more });

describe("a client's texts", () => {
  test("get the vectors that each would get alone, in their order, the same text twice too", async () => {
    const ports = makePorts();
    const inputs = ["one two", "three", "one two"];
    const { vectors, model } = await embed(ports, inputs);
    expect(model).toBe("fake-embedding");
    const alone = [];
    for (const input of inputs) alone.push(...(await embed(ports, [input])).vectors);
    expect(vectors).toEqual(alone);
  });

  test("keep their order over many batches", async () => {
    const ports = makePorts();
    const inputs = Array.from({ length: 600 }, (_, at) => `text${at}`);
    const { vectors } = await embed(ports, inputs);
    expect(ports.embedder.calls.map(({ length }) => length)).toEqual([256, 256, 88]);
    expect(vectors).toHaveLength(600);
    expect([vectors[599]]).toEqual((await embed(ports, ["text599"])).vectors);
  });

  test("cost as many tokens as are estimated", async () => {
    expect((await embed(makePorts(), ["eight ch", "日本"])).tokens).toBe(4);
  });

  test("that are very long are cut as a query is", async () => {
    const ports = { ...makePorts(), queryVectors: fakeQueryVectors(), log: fakeLog() };
    const long = "日本語 ".repeat(8_000);
    const { vectors } = await embed(ports, [long]);
    const query = await embedQuery(ports, long, null);
    const [[asInput], [asQuery]] = ports.embedder.calls as [string[], string[]];
    expect(asInput?.length).toBeLessThan(long.length);
    expect(asInput).toBe(asQuery);
    expect([...vectors[0]!]).toEqual(query.vector);
  });

  test("that are too long by the model's own count are asked about by less of them, as a message's are", async () => {
    const ports = makePorts();
    ports.embedder.refuses = (text) => text.length > 5_000;
    const { vectors } = await embed(ports, ["日".repeat(7_000), "short"]);
    expect(vectors).toHaveLength(2);
  });
});

describe("what cannot be answered", () => {
  test("names each text that the model refuses", async () => {
    const ports = makePorts();
    ports.embedder.refuses = (text) => text.startsWith("bad");
    const refused = embed(ports, ["good", "bad one", "good too", "bad two"]);
    await expect(refused).rejects.toThrow(ValidationFailed);
    await expect(refused).rejects.toMatchObject({
      details: [1, 3].map((at) => ({ path: `input.${at}`, message: "is refused by the embedding model" })),
    });
  });

  test.each(["fail", "mismatch"] as const)(
    "is the service's fault where the model does '%s'",
    async (mood) => {
      const ports = makePorts();
      ports.embedder.mood = mood;
      await expect(embed(ports, ["one"])).rejects.toThrow(UpstreamUnavailable);
    },
  );

  test("is not begun without the time for it", async () => {
    const ports = makePorts();
    await expect(embed(ports, ["one"], { waitMs: 900 })).rejects.toThrow(UpstreamUnavailable);
    expect(ports.embedder.calls).toEqual([]);
  });

  test("is a length that the model does not give", async () => {
    const ports = makePorts();
    expect((await embed(ports, ["one"], { dimensions: 8 })).vectors[0]).toHaveLength(8);
    await expect(embed(ports, ["one"], { dimensions: 7 })).rejects.toMatchObject({
      code: "validation_failed",
      details: [{ path: "dimensions", message: "must be 8, which the model here gives" }],
    });
    expect(ports.embedder.calls).toHaveLength(1);
  });
});
