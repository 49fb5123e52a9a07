import { expect, test } from "vitest";
import {
  type Batch,
  batches,
  errors,
  failing,
  isEmpty,
  left,
  map,
  mapping,
  newQueue,
  send,
} from "./test-mapping.ts";

test.each([[null], [{}], [{ batchItemFailures: null }], [{ batchItemFailures: [] }]])(
  "an answer of %j deletes the whole batch",
  async (answer) => {
    await newQueue();
    await send(["a", "b"]);
    map(() => answer);
    await expect.poll(() => batches.flat()).toHaveLength(2);
    await isEmpty();
  },
);

test("messages named as failed come back after their visibility timeout, the others are gone", async () => {
  await newQueue();
  await send(["a", "b", "c"]);
  const receives: [string, string | undefined][] = [];
  map((batch) => {
    for (const { body, attributes } of batch.Records)
      receives.push([body, attributes.ApproximateReceiveCount]);
    return batches.length === 1 ? failing("b")(batch) : undefined;
  });
  await expect.poll(() => receives, { timeout: 60_000 }).toContainEqual(["b", "2"]);
  expect(receives.map(([body]) => body).sort()).toEqual(["a", "b", "b", "c"]);
  await isEmpty();
});

test.each<[string, (batch: Batch) => unknown]>([
  ["names an unknown message", () => ({ batchItemFailures: [{ itemIdentifier: "unknown" }] })],
  ["names an empty one", () => ({ batchItemFailures: [{ itemIdentifier: "" }] })],
  ["has another key", () => ({ batchItemFailures: [{ id: "x" }] })],
  ["has no list", () => ({ batchItemFailures: "x" })],
  ["is a string", () => "fine"],
])("an answer that %s fails the whole batch", async (_what, answer) => {
  await newQueue();
  await send(["a", "b"]);
  map(answer, { visibilitySeconds: 60 });
  await expect.poll(() => batches.flat()).toHaveLength(2);
  await mapping?.close();
  expect(await left()).toEqual({ waiting: 0, inFlight: 2 });
});

test("a function error leaves the batch invisible until its visibility timeout", async () => {
  await newQueue();
  await send(["a"]);
  map(() => {
    if (batches.length === 1) throw new Error("broken");
  });
  await expect.poll(() => batches).toHaveLength(1);
  await expect.poll(left).toEqual({ waiting: 0, inFlight: 1 });
  await expect.poll(() => batches, { timeout: 60_000 }).toEqual([["a"], ["a"]]);
  expect(errors).toHaveLength(1);
});

test("a FIFO record names its group, and a failure blocks that group alone", async () => {
  await newQueue(true);
  await send(["a1", "b1"], (body) => body.slice(0, 1));
  let attributes: Record<string, string> | undefined;
  map(
    (batch) => {
      attributes ??= batch.Records[0]?.attributes;
      return failing("a1")(batch);
    },
    { visibilitySeconds: 60 },
  );
  await expect.poll(() => batches.flat().sort()).toEqual(["a1", "b1"]);
  expect(attributes).toMatchObject({
    MessageGroupId: "a",
    MessageDeduplicationId: "a1",
    SequenceNumber: expect.stringMatching(/^\d+$/),
  });
  await send(["a2", "b2"], (body) => body.slice(0, 1));
  await expect.poll(() => batches.flat()).toContain("b2");
  expect(batches.flat()).not.toContain("a2");
});
