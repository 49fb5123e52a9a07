import { describe, expect, inject, test } from "vitest";
import { deriveConversationId } from "#shared/domain/access/derive-ids.ts";
import type { Actor } from "#shared/ports/actor.ts";
import type { MemoryList, NewMemory } from "#shared/ports/memories.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildCreation, buildMemory, buildWrite } from "#test/builders/build-memory.ts";
import {
  embed,
  fakeMemory,
  type MemorySubject,
  postgresMemory,
  wholeHistory,
  write,
} from "./memory-subject.ts";

const model = "fake-embedding";
const everything: MemoryList = { types: null, statuses: null, after: null, limit: 100 };

function describeErasure(name: string, make: () => MemorySubject): void {
  const subject = make();
  const { memories, messages, embeddings } = subject;

  async function create(actor: Actor, given: Parameters<typeof buildMemory>[0] = {}): Promise<NewMemory> {
    const memory = buildMemory(given);
    await memories.create(buildCreation(actor, memory));
    return memory;
  }
  const listed = async (actor: Actor, given: Partial<MemoryList> = {}) =>
    (await memories.list(actor, { ...everything, ...given }, model)).map(({ id }) => id);

  async function finish(actor: Actor, { id, textHash }: NewMemory, of = model): Promise<void> {
    const made = [{ ownerId: actor.ownerId, textHash, vector: [1] }];
    const work = { tenantId: actor.tenantId, model: of, dimensions: 1, outboxIds: [], now: Date.now() };
    await embeddings.finish({ ...work, itemIds: [id], embeddings: made });
  }
  const vectorsOf = (actor: Actor) => subject.count("embeddings", actor.tenantId);

  describe(`a list of memories in ${name}`, () => {
    test("is newest first, whole or by pages", async () => {
      const actor = buildActor({ userId: "anna" });
      const ids: string[] = [];
      for (let count = 0; count < 5; count++) ids.unshift((await create(actor)).id);
      expect(await listed(actor)).toEqual(ids);
      expect(await listed(actor, { limit: 2 })).toEqual(ids.slice(0, 2));
      expect(await listed(actor, { limit: 2, after: ids[1]! })).toEqual(ids.slice(2, 4));
      expect(await listed(actor, { after: ids[4]! })).toEqual([]);
    });

    test("shows each as it is believed now, and is filtered by that", async () => {
      const actor = buildActor();
      const old = await create(actor, { type: "fact" });
      const next = await create(actor, { type: "plan", supersedes: old.id });
      const [first, second] = await memories.list(actor, everything, model);
      expect([first, second]).toEqual([
        await memories.find(actor, next.id, model),
        await memories.find(actor, old.id, model),
      ]);
      expect(await listed(actor, { types: ["fact", "event"] })).toEqual([old.id]);
      expect(await listed(actor, { statuses: ["active"] })).toEqual([next.id]);
      expect(await listed(actor, { types: ["fact"], statuses: ["active"] })).toEqual([]);
    });

    test("is a user's own, and all of a tenant's", async () => {
      const tenant = buildActor();
      const anna = buildActor({ tenantId: tenant.tenantId, userId: "anna" });
      const nobodys = await create(tenant);
      const annas = await create(anna);
      expect(await listed(anna)).toEqual([annas.id]);
      expect(await listed(tenant)).toEqual([annas.id, nobodys.id]);
      expect(await listed(buildActor())).toEqual([]);
    });
  });

  describe(`a memory that is erased in ${name}`, () => {
    test("is nowhere any more, with all its versions and their vectors", async () => {
      const actor = buildActor();
      const memory = await create(actor, { content: "secret" });
      await finish(actor, memory);
      await finish(actor, memory, "another-model");
      const change = { importance: 1 };
      await memories.revise({ ...buildWrite(actor), id: memory.id, reason: "edited", change });
      expect(await vectorsOf(actor)).toBe(2);
      expect(await memories.erase(actor, memory.id)).toBe(true);
      expect(await memories.erase(actor, memory.id)).toBe(false);
      expect(await memories.find(actor, memory.id, model)).toBeNull();
      expect(await memories.history(actor, memory.id, wholeHistory, model)).toEqual([]);
      expect(await listed(actor)).toEqual([]);
      expect(await vectorsOf(actor)).toBe(0);
      await finish(actor, memory);
      expect(await vectorsOf(actor)).toBe(0);
    });

    test("leaves the vector of a text that is said elsewhere", async () => {
      const actor = buildActor();
      const [one, two] = [
        await create(actor, { content: "twice" }),
        await create(actor, { content: "twice" }),
      ];
      const [said] = await write(subject, actor, { content: "said" });
      const same = await create(actor, { content: "said" });
      await finish(actor, one);
      await embed(subject, actor, said!, [1]);
      await memories.erase(actor, one.id);
      await memories.erase(actor, same.id);
      expect(await vectorsOf(actor)).toBe(2);
      await memories.erase(actor, two.id);
      expect(await vectorsOf(actor)).toBe(1);
    });

    test("is forgotten by the one that replaced it", async () => {
      const actor = buildActor();
      const old = await create(actor);
      const next = await create(actor, { supersedes: old.id });
      await memories.erase(actor, old.id);
      expect((await memories.find(actor, next.id, model))?.supersedes).toBeNull();
    });

    test("is one of the actor's own", async () => {
      const tenant = buildActor();
      const anna = buildActor({ tenantId: tenant.tenantId, userId: "anna" });
      const { id } = await create(anna);
      for (const actor of [buildActor(), buildActor({ tenantId: tenant.tenantId, userId: "ben" })]) {
        expect(await memories.erase(actor, id)).toBe(false);
      }
      expect(await memories.erase(tenant, id)).toBe(true);
    });
  });

  describe(`a conversation that is cleared in ${name}`, () => {
    const clear = (actor: Actor, id = "conversation") =>
      memories.clear(actor, deriveConversationId(actor.ownerId, id));

    test("takes its messages, and the memories that rest on nothing else, and counts them", async () => {
      const actor = buildActor({ userId: "anna" });
      const [one, two] = await write(subject, actor, { name: "Anna", content: "one" }, { content: "two" });
      const [other] = await write(subject, actor, { clientConversationId: "other", content: "two" });
      const resting = (...sourceMessageIds: string[]) => create(actor, { sourceMessageIds });
      const gone = await resting(one!.id, two!.id);
      const kept = await resting(one!.id, other!.id);
      const client = await create(actor);
      await embed(subject, actor, one!, [1]);
      await embed(subject, actor, two!, [1]);

      expect(await clear(actor)).toBe(3);
      expect(await clear(actor)).toBe(0);
      expect(await messages.find(actor, one!.id, model)).toBeNull();
      expect(await messages.find(actor, other!.id, model)).not.toBeNull();
      expect(await memories.find(actor, gone.id, model)).toBeNull();
      expect(await memories.find(actor, kept.id, model)).toMatchObject({ sourceMessageIds: [other!.id] });
      expect(await memories.find(actor, client.id, model)).not.toBeNull();
      expect(await vectorsOf(actor)).toBe(1);
    });

    test("stays empty though jobs for it are still to come", async () => {
      const actor = buildActor();
      const [message] = await write(subject, actor, {});
      const memory = await create(actor, { sourceMessageIds: [message!.id] });
      const ids = [message!.id, memory.id];
      await clear(actor);
      expect(await embeddings.findUnembedded(actor.tenantId, ids, model)).toEqual([]);
      await embed(subject, actor, message!, [1]);
      await finish(actor, memory);
      expect(await vectorsOf(actor)).toBe(0);
    });

    test("is the actor's own, whoever else has one of that name", async () => {
      const tenant = buildActor();
      const anna = buildActor({ tenantId: tenant.tenantId, userId: "anna" });
      const [annas] = await write(subject, anna, {});
      const [nobodys] = await write(subject, tenant, {});
      expect(await clear(buildActor())).toBe(0);
      expect(await clear(tenant)).toBe(1);
      expect(await messages.find(tenant, nobodys!.id, model)).toBeNull();
      expect(await messages.find(anna, annas!.id, model)).not.toBeNull();
    });

    test("may be written to again", async () => {
      const actor = buildActor();
      await write(subject, actor, {});
      await clear(actor);
      const [again] = await write(subject, actor, {});
      expect(await messages.find(actor, again!.id, model)).toMatchObject({
        clientConversationId: "conversation",
      });
    });
  });
}

describeErasure("the fake", fakeMemory);
describeErasure("Postgres", () => postgresMemory(inject("databaseUrl")));
