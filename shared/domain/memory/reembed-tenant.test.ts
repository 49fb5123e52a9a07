import { describe, expect, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeEmbedder } from "#test/fakes/fake-embedder.ts";
import { fakeEmbeddings } from "#test/fakes/fake-embeddings.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeMessages } from "#test/fakes/fake-messages.ts";
import { fakeReembedding } from "#test/fakes/fake-reembedding.ts";
import { fakeTally } from "#test/fakes/fake-tally.ts";
import { Conflict, NotFound, UpstreamUnavailable } from "../../errors.ts";
import { beginReembedding } from "./begin-reembedding.ts";
import { embedMessages } from "./embed-messages.ts";
import { reembedTenant } from "./reembed-tenant.ts";

const old = "old-model";

/** A tenant whose messages all have a vector of the old model, and a walk to the new one. */
async function setUp(count: number) {
  const store = createFakeMemoryStore();
  const common = {
    embeddings: fakeEmbeddings(store),
    clock: fakeClock(),
    tally: fakeTally(),
    log: fakeLog(),
  };
  const reembedding = fakeReembedding(store);
  const ports = { ...common, embedder: fakeEmbedder(), reembedding, jobs: fakeJobQueue() };
  const actor = buildActor();
  for (let from = 0; from < count; from += 100) {
    const size = Math.min(100, count - from);
    const messages = Array.from({ length: size }, (_, at) =>
      buildMessage(actor, { content: `text ${from + at}` }),
    );
    const append = buildAppend(actor, messages, { model: old });
    await fakeMessages(store).append(append);
    const named = { messageIds: messages.map(({ id }) => id), memoryIds: [], requestId: "r", attempts: 1 };
    const job = { id: append.outboxId, tenantId: actor.tenantId, queue: "memory-jobs", ...named };
    await embedMessages({ ...common, embedder: fakeEmbedder({ model: old }) }, [job], {
      remainingMs: 60_000,
    });
  }
  await beginReembedding(ports, { tenantId: actor.tenantId, requestId: "r", callerId: "key:1" });
  const { id } = ports.jobs.sent[0]!;
  const walk = (remainingMs = 60_000) =>
    reembedTenant(ports, { id, tenantId: actor.tenantId, requestId: "r", attempts: 1 }, { remainingMs });
  const vectorsOf = (model: string) =>
    [...store.embeddings.values()].filter((one) => one.model === model).length;
  return { store, ports, id, walk, vectorsOf };
}

describe("a walk", () => {
  test("gives every text a vector of the new model, and then takes the old ones away", async () => {
    const { store, ports, walk, vectorsOf } = await setUp(700);
    expect(vectorsOf(old)).toBe(700);
    expect(await walk()).toEqual({ pages: 10, embedded: 700 });
    expect([vectorsOf(old), vectorsOf(ports.embedder.model)]).toEqual([0, 700]);
    expect(store.outbox.size).toBe(0);
    expect(await walk()).toEqual({ pages: 0, embedded: 0 });
  });

  test("leaves to the next job what its time does not allow, and goes on there", async () => {
    const { store, ports, id, walk, vectorsOf } = await setUp(500);
    const answer = ports.embedder.embed;
    ports.embedder.embed = async (texts, options) => {
      ports.clock.advance(19_000);
      return await answer(texts, options);
    };
    expect(await walk()).toEqual({ pages: 2, embedded: 400 });
    expect(ports.jobs.sent.at(-1)).toMatchObject({ id, kind: "reembed" });
    expect(vectorsOf(old)).toBe(500);
    expect(await walk()).toMatchObject({ embedded: 100 });
    expect(store.outbox.size).toBe(0);
    expect(vectorsOf(old)).toBe(0);
  });

  test("that comes last in a batch is left to the next job, and no try of it is lost", async () => {
    const { ports, id, walk } = await setUp(1);
    expect(await walk(24_999)).toEqual({ pages: 0, embedded: 0 });
    expect(ports.jobs.sent.at(-1)).toMatchObject({ id, kind: "reembed" });
  });

  test("stops at a model that fails, keeps what it has, and goes on later", async () => {
    const { store, ports, walk, vectorsOf } = await setUp(500);
    const answer = ports.embedder.embed;
    ports.embedder.embed = async (texts, options) => {
      const vectors = await answer(texts, options);
      ports.embedder.mood = "fail";
      return vectors;
    };
    await expect(walk()).rejects.toThrow(UpstreamUnavailable);
    expect(vectorsOf(ports.embedder.model)).toBe(200);
    expect(vectorsOf(old)).toBe(500);
    expect(store.outbox.size).toBe(1);
    ports.embedder.mood = "answer";
    ports.embedder.embed = answer;
    expect(await walk()).toMatchObject({ embedded: 300 });
    expect(vectorsOf(old)).toBe(0);
  });

  test("keeps the old vector of a text that the new model refuses, which fails under one job", async () => {
    const { store, ports, walk, vectorsOf } = await setUp(20);
    ports.embedder.refuses = (text) => text === "text 7";
    await walk();
    expect([vectorsOf(old), vectorsOf(ports.embedder.model)]).toEqual([1, 19]);
    await beginReembedding(ports, { tenantId: null, requestId: "again", callerId: "key:1" });
    await walk();
    expect([...store.failedJobs.values()]).toMatchObject([{ reason: "refused", kind: "embed_messages" }]);
    expect(store.failures.size).toBe(1);
  });

  test("by two at once does no harm: each text has one vector, and one of them walks on", async () => {
    const { store, walk, vectorsOf } = await setUp(700);
    await Promise.all([walk(), walk()]);
    await walk();
    expect(vectorsOf("fake-embedding")).toBe(700);
    expect(vectorsOf(old)).toBe(0);
    expect(store.outbox.size).toBe(0);
  });

  test("to a model that this worker does not have is left to one that has", async () => {
    const { store, ports, id } = await setUp(1);
    const other = { ...ports, embedder: fakeEmbedder({ model: "yet-another" }) };
    const job = { id, tenantId: [...store.outbox.values()][0]!.tenantId, requestId: "r", attempts: 1 };
    await expect(reembedTenant(other, job, { remainingMs: 60_000 })).rejects.toThrow(Conflict);
    expect(store.outbox.size).toBe(1);
  });
});

test("a tenant that is not there is not moved", async () => {
  const { ports } = await setUp(1);
  const call = { tenantId: "nobody", requestId: "r", callerId: "key:1" };
  await expect(beginReembedding(ports, call)).rejects.toThrow(NotFound);
});
