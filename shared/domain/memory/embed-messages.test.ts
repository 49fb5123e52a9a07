import { describe, expect, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildAppend, buildMessage, type MessageGiven } from "#test/builders/build-append.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeEmbedder } from "#test/fakes/fake-embedder.ts";
import { fakeEmbeddings } from "#test/fakes/fake-embeddings.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeMessages } from "#test/fakes/fake-messages.ts";
import { fakeTally } from "#test/fakes/fake-tally.ts";
import { UpstreamUnavailable } from "../../errors.ts";
import { type EmbedJob, embedMessages } from "./embed-messages.ts";

function setUp() {
  const store = createFakeMemoryStore();
  const [clock, tally] = [fakeClock(), fakeTally()];
  const ids = fakeIds(clock);
  const ports = { embeddings: fakeEmbeddings(store), embedder: fakeEmbedder(), clock, tally, log: fakeLog() };
  const actor = buildActor();
  const write = async (...given: MessageGiven[]) => {
    const messages = given.map((each) => buildMessage(actor, each));
    const append = buildAppend(actor, messages, { model: ports.embedder.model, outboxId: ids.next() });
    await fakeMessages(store).append(append);
    const { outboxId: id, requestId } = append;
    const messageIds = messages.map((message) => message.id);
    return {
      id,
      tenantId: actor.tenantId,
      queue: "memory-jobs",
      messageIds,
      memoryIds: [],
      requestId,
      attempts: 1,
    };
  };
  return { store, ports, write };
}

type Ports = ReturnType<typeof setUp>["ports"];
const embed = (ports: Ports, jobs: readonly EmbedJob[], remainingMs = 60_000) =>
  embedMessages(ports, jobs, { remainingMs });

describe("embedding", () => {
  test("writes one vector for each distinct text and closes the job", async () => {
    const { store, ports, write } = setUp();
    const job = await write({ content: "one" }, { content: "two" }, { content: "one" });
    expect(await embed(ports, [job])).toEqual({ embedded: 2, failed: 0 });
    expect(ports.embedder.calls.flat().toSorted()).toEqual(["one", "two"]);
    expect(store.embeddings.size).toBe(2);
    expect(store.outbox.size).toBe(0);
  });

  test("asks no model what nothing means, and it waits no longer", async () => {
    const { store, ports, write } = setUp();
    const job = await write({ role: "assistant", content: "" }, { content: "one" });
    expect(await embed(ports, [job])).toEqual({ embedded: 2, failed: 0 });
    expect(ports.embedder.calls).toEqual([["one"]]);
    const vectors = [...store.embeddings.values()].map(({ vector }) => vector);
    expect(vectors.filter((vector) => vector.every((each) => each === 0))).toHaveLength(1);
    expect(store.outbox.size).toBe(0);
  });

  test("works on all jobs of a tenant in one call", async () => {
    const { store, ports, write } = setUp();
    const jobs = [await write({ content: "one" }), await write({ content: "two" })];
    expect(await embed(ports, jobs)).toEqual({ embedded: 2, failed: 0 });
    expect(ports.embedder.calls).toHaveLength(1);
    expect(store.outbox.size).toBe(0);
  });

  test("reads who speaks before what is said", async () => {
    const { ports, write } = setUp();
    await embed(ports, [await write({ name: "Anna", content: "hello" })]);
    expect(ports.embedder.calls).toEqual([["Anna: hello"]]);
  });

  test("gives each text its own vector", async () => {
    const { store, ports, write } = setUp();
    const job = await write(...Array.from({ length: 50 }, (_, at) => ({ content: `word${at} here` })));
    await embed(ports, [job]);
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
    expect(await embed(ports, jobs)).toEqual({ embedded: 300, failed: 0 });
    expect(ports.embedder.calls.map((texts) => texts.length)).toEqual([256, 44]);
    expect(store.embeddings.size).toBe(300);
  });
});

describe("the lag", () => {
  const lags = "aimi_embedding_lag_seconds";

  test("is from the writing of a job until its vectors are stored, for each job", async () => {
    const { ports, write } = setUp();
    const first = await write({ content: "one" });
    ports.clock.advance(2_000);
    const second = await write({ content: "two" });
    ports.clock.advance(500);
    await embed(ports, [first, second]);
    expect(ports.tally.durationsMs.get(lags)).toEqual([2_500, 500]);
  });

  test("does not grow with a job that is seen again", async () => {
    const { ports, write } = setUp();
    const job = await write({ content: "one" });
    await embed(ports, [job]);
    ports.clock.advance(60_000);
    await embed(ports, [job]);
    expect(ports.tally.durationsMs.get(lags)).toHaveLength(1);
  });
});

describe("a job that is seen again", () => {
  test("sends nothing that is embedded already, and is closed", async () => {
    const { store, ports, write } = setUp();
    const job = await write({ content: "one" });
    await embed(ports, [job]);
    expect(await embed(ports, [job])).toEqual({ embedded: 0, failed: 0 });
    expect(ports.embedder.calls).toHaveLength(1);
    expect(store.embeddings.size).toBe(1);
  });

  test("is closed where its messages are gone", async () => {
    const { store, ports, write } = setUp();
    const job = await write({ content: "one" });
    store.messages.clear();
    expect(await embed(ports, [job])).toEqual({ embedded: 0, failed: 0 });
    expect(store.outbox.size).toBe(0);
    expect(ports.embedder.calls).toEqual([]);
  });
});

test("an embedder that fails leaves the job open", async () => {
  const { store, ports, write } = setUp();
  const job = await write({ content: "one" });
  ports.embedder.mood = "fail";
  await expect(embed(ports, [job])).rejects.toThrow(UpstreamUnavailable);
  expect(store.outbox.size).toBe(1);
  expect(store.embeddings.size).toBe(0);
});

describe("a text that the model refuses", () => {
  test("fails alone and at once, and the others are embedded", async () => {
    const { store, ports, write } = setUp();
    const contents = Array.from({ length: 40 }, (_, at) => ({ content: `text ${at}` }));
    const jobs = [await write(...contents), await write({ content: "another" })];
    ports.embedder.refuses = (text) => text === "text 13" || text === "text 14";
    expect(await embed(ports, jobs)).toEqual({ embedded: 39, failed: 2 });
    expect(store.embeddings.size).toBe(39);
    expect(store.outbox.size).toBe(0);
    expect([...store.failedJobs.values()]).toMatchObject([
      { id: jobs[0]!.id, reason: "refused", messageIds: [13, 14].map((at) => jobs[0]!.messageIds[at]) },
    ]);
    expect(ports.log.lines).toMatchObject([{ level: "warn" }]);
  });

  test("is asked about a few times, and not once for each of the others", async () => {
    const { ports, write } = setUp();
    const job = await write(...Array.from({ length: 64 }, (_, at) => ({ content: `text ${at}` })));
    ports.embedder.refuses = (text) => text === "text 40";
    await embed(ports, [job]);
    expect(ports.embedder.calls.length).toBe(1 + 2 * Math.log2(64));
  });

  test("for its length is embedded by its beginning, however dense it is", async () => {
    const { store, ports, write } = setUp();
    const dense = "0f".repeat(16_000);
    const job = await write({ content: dense }, { content: "short" });
    ports.embedder.refuses = (text) => text.length > 8_192;
    expect(await embed(ports, [job])).toEqual({ embedded: 2, failed: 0 });
    expect(store.outbox.size).toBe(0);
    expect(
      ports.embedder.calls
        .flat()
        .filter((text) => text.startsWith("0f"))
        .at(-1),
    ).toBe(dense.slice(0, 8_000));
  });

  test("whatever of it is sent fails after a few tries", async () => {
    const { store, ports, write } = setUp();
    const job = await write({ content: "a word that is refused ".repeat(1_300) });
    ports.embedder.refuses = (text) => text.includes("refused");
    expect(await embed(ports, [job])).toEqual({ embedded: 0, failed: 1 });
    expect([...store.failedJobs.values()]).toMatchObject([{ reason: "refused" }]);
    expect(ports.embedder.calls).toHaveLength(3);
  });
});

test("vectors of another length fail what was asked for, and the log says what to set", async () => {
  const { store, ports, write } = setUp();
  const job = await write({ content: "one" }, { content: "two" });
  ports.embedder.mood = "mismatch";
  expect(await embed(ports, [job])).toEqual({ embedded: 0, failed: 2 });
  expect([...store.failedJobs.values()]).toMatchObject([
    { reason: "wrong_dimensions", messageIds: job.messageIds },
  ]);
  expect(ports.log.lines[0]?.what).toContain("AIMI_EMBEDDING_DIMENSIONS");
});

describe("work that does not fit into its time", () => {
  const many = Array.from({ length: 100 }, (_, at) => ({ content: `text ${at}` }));

  test("keeps what was reached and comes back for the rest", async () => {
    const { store, ports, write } = setUp();
    const jobs = [
      await write(...many),
      await write(...many.map(({ content }) => ({ content: `more ${content}` }))),
    ];
    jobs.push(await write(...many.map(({ content }) => ({ content: `most ${content}` }))));
    const answer = ports.embedder.embed;
    ports.embedder.embed = async (texts, options) => {
      ports.clock.advance(50_000);
      return await answer(texts, options);
    };
    await expect(embed(ports, jobs)).rejects.toThrow(UpstreamUnavailable);
    expect(store.embeddings.size).toBe(256);
    expect(store.outbox.size).toBe(3);
    expect(await embed(ports, jobs)).toEqual({ embedded: 44, failed: 0 });
    expect(store.outbox.size).toBe(0);
  });

  test("is not begun", async () => {
    const { store, ports, write } = setUp();
    const job = await write({ content: "one" });
    await expect(embed(ports, [job], 10_500)).rejects.toThrow(UpstreamUnavailable);
    expect(ports.embedder.calls).toEqual([]);
    expect(store.outbox.size).toBe(1);
  });
});

test("no jobs are no work", async () => {
  const { ports } = setUp();
  expect(await embed(ports, [])).toEqual({ embedded: 0, failed: 0 });
  expect(ports.embedder.calls).toEqual([]);
});
