import { expect, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildCreation, buildMemory } from "#test/builders/build-memory.ts";
import { fakeHttpPorts } from "#test/fakes/fake-http-ports.ts";
import { createMemory } from "./create-memory.ts";
import { proposeMemory } from "./propose-memory.ts";

test("a memory that replaces one by the id of what went into it tells of it by its own, again and again", async () => {
  const ports = fakeHttpPorts();
  const actor = buildActor();
  const known = buildMemory();
  await ports.memories.create(buildCreation(actor, known));
  const { type, content, metadata, importance } = known;
  const said = { ...{ type, content, metadata, importance }, validFrom: null, validTo: null };
  const draft = { ...said, sourceMessageIds: [], supersedes: null };
  const call = { actor, draft, idempotency: null, requestId: "request-1" };
  const { id } = await proposeMemory(ports, call);
  ports.store.drafts.set(id, { ...ports.store.drafts.get(id)!, memoryId: known.id });

  const idempotency = { route: "/v1/memories", key: "once", requestHash: "aa".repeat(32) };
  const replacing = { ...call, draft: { ...draft, content: "Anna has a cat", supersedes: id }, idempotency };
  const next = await createMemory(ports, replacing);
  expect(next.supersedes).toBe(known.id);
  expect(await createMemory(ports, replacing)).toEqual(next);
});
