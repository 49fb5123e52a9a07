import { describe, expect, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildAppend, buildMessage, type MessageGiven } from "#test/builders/build-append.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeEmbedder } from "#test/fakes/fake-embedder.ts";
import { fakeEmbeddings } from "#test/fakes/fake-embeddings.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeMessages } from "#test/fakes/fake-messages.ts";
import { UpstreamUnavailable } from "../../errors.ts";
import { embedMessages } from "./embed-messages.ts";

function setUp() {
  const store = createFakeMemoryStore();
  const ports = { embeddings: fakeEmbeddings(store), embedder: fakeEmbedder(), clock: fakeClock() };
  const actor = buildActor();
  const write = async (...given: MessageGiven[]) => {
    const messages = given.map((each) => buildMessage(actor, each));
    const append = buildAppend(actor, messages, { model: ports.embedder.model });
    await fakeMessages(store).append(append);
    const itemIds = messages.map(({ id }) => id);
    return { outboxId: append.outboxId, tenantId: actor.tenantId, itemIds };
  };
  return { store, ports, write };
}

describe("embedding", () => {
  test("writes one vector for each distinct text and closes the job", async () => {
    const { store, ports, write } = setUp();
    const job = await write({ content: "one" }, { content: "two" }, { content: "one" });
    expect(await embedMessages(ports, [job])).toEqual({ embedded: 2 });
    expect(ports.embedder.calls.flat().toSorted()).toEqual(["one", "two"]);
    expect(store.embeddings.size).toBe(2);
    expect(store.outbox.size).toBe(0);
  });

  test("works on all jobs of a tenant in one call", async () => {
    const { store, ports, write } = setUp();
    const jobs = [await write({ content: "one" }), await write({ content: "two" })];
    expect(await embedMessages(ports, jobs)).toEqual({ embedded: 2 });
    expect(ports.embedder.calls).toHaveLength(1);
    expect(store.outbox.size).toBe(0);
  });

  test("reads who speaks before what is said", async () => {
    const { ports, write } = setUp();
    await embedMessages(ports, [await write({ name: "Anna", content: "hello" })]);
    expect(ports.embedder.calls).toEqual([["Anna: hello"]]);
  });

  test("gives each text its own vector", async () => {
    const { store, ports, write } = setUp();
    const job = await write(...Array.from({ length: 50 }, (_, at) => ({ content: `word${at} here` })));
    await embedMessages(ports, [job]);
    for (const { content, ownerId, textHash } of store.messages.values()) {
      const [expected] = await ports.embedder.embed([content], { deadlineMs: 1 });
      const kept = [...store.embeddings.values()].find((one) => one.textHash === textHash);
      expect(kept).toMatchObject({ ownerId, vector: expected });
    }
  });

  test("divides what one call cannot carry", async () => {
    const { store, ports, write } = setUp();
    const jobs = [];
    for (let job = 0; job < 3; job++) {
      const contents = Array.from({ length: 100 }, (_, at) => ({ content: `text ${job} ${at}` }));
      jobs.push(await write(...contents));
    }
    expect(await embedMessages(ports, jobs)).toEqual({ embedded: 300 });
    expect(ports.embedder.calls.map((texts) => texts.length)).toEqual([256, 44]);
    expect(store.embeddings.size).toBe(300);
  });
});

describe("a job that is seen again", () => {
  test("sends nothing that is embedded already, and is closed", async () => {
    const { store, ports, write } = setUp();
    const job = await write({ content: "one" });
    await embedMessages(ports, [job]);
    expect(await embedMessages(ports, [job])).toEqual({ embedded: 0 });
    expect(ports.embedder.calls).toHaveLength(1);
    expect(store.embeddings.size).toBe(1);
  });

  test("is closed where its messages are gone", async () => {
    const { store, ports, write } = setUp();
    const job = await write({ content: "one" });
    store.messages.clear();
    expect(await embedMessages(ports, [job])).toEqual({ embedded: 0 });
    expect(store.outbox.size).toBe(0);
    expect(ports.embedder.calls).toEqual([]);
  });
});

test("an embedder that fails leaves the job open", async () => {
  const { store, ports, write } = setUp();
  const job = await write({ content: "one" });
  ports.embedder.mood = "fail";
  await expect(embedMessages(ports, [job])).rejects.toThrow(UpstreamUnavailable);
  expect(store.outbox.size).toBe(1);
  expect(store.embeddings.size).toBe(0);
});

test("no jobs are no work", async () => {
  const { ports } = setUp();
  expect(await embedMessages(ports, [])).toEqual({ embedded: 0 });
  expect(ports.embedder.calls).toEqual([]);
});
