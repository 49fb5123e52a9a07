import { describe, expect, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildDraft } from "#test/builders/build-draft.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { IdempotencyMismatch, NotFound, ValidationFailed } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import { deriveOwnerId, deriveTextHash, instantOfId } from "../access/derive-ids.ts";
import { ingestMessages, type MessageDraft } from "./ingest-messages.ts";

function callOf(actor: Actor, drafts: readonly MessageDraft[], key?: { key: string; requestHash: string }) {
  const idempotency = key ? { route: "/v1/messages", ...key } : null;
  const pathOf = (index: number, field: string) => `messages.${index}.${field}`;
  return { actor, drafts, idempotency, requestId: "request-1", pathOf };
}

describe("a message that is stored", () => {
  test("is answered with its id, conversation, importance, status and instant", async () => {
    const ports = fakeHttpPorts();
    const [receipt] = await ingestMessages(ports, callOf(buildActor(), [buildDraft({ content: "hi you" })]));
    expect(receipt).toEqual({
      id: expect.any(String),
      conversationId: "conversation",
      importance: 0.51,
      embeddingStatus: "pending",
      createdAt: ports.clock.now(),
    });
    expect(ports.store.messages.get(receipt!.id)).toMatchObject({ content: "hi you", importance: 0.51 });
  });

  test("keeps the importance and the instant that the client gave", async () => {
    const ports = fakeHttpPorts();
    const createdAt = Date.UTC(2020, 1, 2);
    const draft = buildDraft({ importance: 0.9, createdAt });
    const [receipt] = await ingestMessages(ports, callOf(buildActor(), [draft]));
    expect(receipt).toMatchObject({ importance: 0.9, createdAt });
    expect(ports.store.messages.get(receipt!.id)).toMatchObject({ importance: 0.9, createdAt });
  });

  test("is ready at once where its text has a vector already", async () => {
    const ports = fakeHttpPorts();
    const actor = buildActor();
    const { tenantId, ownerId } = actor;
    const { model, dimensions } = ports.embedder;
    const kept = {
      tenantId,
      ownerId,
      model,
      dimensions,
      textHash: deriveTextHash(null, "again"),
      vector: [],
    };
    ports.store.embeddings.set(JSON.stringify([ownerId, model, kept.textHash]), kept);
    const [receipt] = await ingestMessages(ports, callOf(actor, [buildDraft({ content: "again" })]));
    expect(receipt?.embeddingStatus).toBe("ready");
    expect(ports.jobs.sent).toEqual([]);
    expect(ports.store.outbox.size).toBe(0);
  });

  test("belongs to the user whom its draft names, or to nobody", async () => {
    const ports = fakeHttpPorts();
    const actor = buildActor();
    const drafts = [buildDraft({ userId: "anna" }), buildDraft()];
    const receipts = await ingestMessages(ports, callOf(actor, drafts));
    const [annas, nobodys] = receipts.map(({ id }) => ports.store.messages.get(id)!);
    expect(annas?.ownerId).toBe(deriveOwnerId(actor.tenantId, "anna"));
    expect(nobodys?.ownerId).toBe(deriveOwnerId(actor.tenantId, null));
    expect(annas?.conversationId).not.toBe(nobodys?.conversationId);
  });
});

describe("a batch", () => {
  test("gets one receipt each, in order, with ids and instants that grow", async () => {
    const ports = fakeHttpPorts();
    const drafts = Array.from({ length: 100 }, (_, at) => buildDraft({ conversationId: `c${at}` }));
    const first = await ingestMessages(ports, callOf(buildActor(), drafts));
    ports.clock.advance(1);
    const second = await ingestMessages(ports, callOf(buildActor(), drafts));
    const receipts = [...first, ...second];
    expect(first.map(({ conversationId }) => conversationId)).toEqual(
      drafts.map((one) => one.conversationId),
    );
    expect(receipts.map(({ id }) => id)).toEqual(receipts.map(({ id }) => id).toSorted());
    expect(receipts.map(({ createdAt }) => createdAt)).toEqual(receipts.map(({ id }) => instantOfId(id)));
    expect(second[0]!.createdAt).toBeGreaterThan(first.at(-1)!.createdAt);
  });

  test("is one job that names the messages and the request, and no text", async () => {
    const ports = fakeHttpPorts();
    const actor = buildActor();
    const receipts = await ingestMessages(ports, callOf(actor, [buildDraft(), buildDraft({ content: "b" })]));
    const job = {
      id: expect.any(String),
      tenantId: actor.tenantId,
      queue: "memory-jobs",
      messageIds: receipts.map(({ id }) => id),
      requestId: "request-1",
    };
    expect(ports.jobs.sent).toEqual([job]);
    expect([...ports.store.outbox.values()]).toMatchObject([job]);
  });
});

describe("an instant in the future", () => {
  test("is refused with the paths of all drafts that have one, and nothing is stored", async () => {
    const ports = fakeHttpPorts();
    const tooLate = buildDraft({ createdAt: ports.clock.now() + 5 * 60_000 + 1 });
    const stored = ingestMessages(ports, callOf(buildActor(), [tooLate, buildDraft(), tooLate]));
    const error = await stored.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ValidationFailed);
    expect((error as ValidationFailed).details.map(({ path }) => path)).toEqual([
      "messages.0.created_at",
      "messages.2.created_at",
    ]);
    expect(ports.store.messages.size).toBe(0);
  });

  test("is let pass within five minutes, since clocks differ, and becomes our own", async () => {
    const ports = fakeHttpPorts();
    const createdAt = ports.clock.now();
    const draft = buildDraft({ createdAt: createdAt + 5 * 60_000 });
    const call = callOf(buildActor(), [draft], { key: "k", requestHash: "aa" });
    const [receipt] = await ingestMessages(ports, call);
    expect(receipt).toMatchObject({ createdAt });
    expect(ports.store.messages.get(receipt!.id)).toMatchObject({ createdAt });
    ports.clock.advance(60_000);
    expect(await ingestMessages(ports, call)).toEqual([receipt]);
  });
});

describe("what fails beside the write", () => {
  test("a queue that is away is survived and told: the outbox keeps the job", async () => {
    const ports = fakeHttpPorts();
    ports.jobs.failing = true;
    const receipts = await ingestMessages(ports, callOf(buildActor(), [buildDraft()]));
    expect(ports.log.lines).toMatchObject([
      { level: "warn", what: "memory-jobs not sent, left to the sweep" },
    ]);
    expect([...ports.store.outbox.values()]).toMatchObject([{ messageIds: [receipts[0]!.id] }]);
  });
});

describe("a repeat under the same key", () => {
  test("gets the first answer again, and nothing is stored or sent", async () => {
    const ports = fakeHttpPorts();
    const call = callOf(buildActor(), [buildDraft()], { key: "k", requestHash: "aa" });
    const first = await ingestMessages(ports, call);
    ports.clock.advance(60_000);
    expect(await ingestMessages(ports, call)).toEqual(first);
    expect(ports.store.messages.size).toBe(1);
    expect(ports.jobs.sent).toHaveLength(1);
  });

  test("is refused when it asks for something else", async () => {
    const ports = fakeHttpPorts();
    const actor = buildActor();
    await ingestMessages(ports, callOf(actor, [buildDraft()], { key: "k", requestHash: "aa" }));
    const other = callOf(actor, [buildDraft({ content: "else" })], { key: "k", requestHash: "bb" });
    await expect(ingestMessages(ports, other)).rejects.toThrow(IdempotencyMismatch);
    expect(ports.store.messages.size).toBe(1);
  });
});

test("a tenant that does not exist is not found, unless the caller may provision it", async () => {
  const ports = fakeHttpPorts();
  const actor = buildActor({ mayProvision: false });
  await expect(ingestMessages(ports, callOf(actor, [buildDraft()]))).rejects.toThrow(NotFound);
  expect(ports.store.messages.size).toBe(0);
  expect(ports.jobs.sent).toEqual([]);
});
