import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#shared/ports/actor.ts";
import { type WalkStage, walkStages } from "#shared/ports/reembedding.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildCreation, buildMemory, buildWrite } from "#test/builders/build-memory.ts";
import { askAs } from "./ask-as.ts";
import { now, type Started, subjects } from "./failing.ts";
import { embed, type MemorySubject, postgresMemory, write } from "./memory-subject.ts";
import { startMigratedDatabase } from "./start-own-database.ts";

const model = "new-model";
const old = "old-model";

describe.each(subjects)("%s", (name, start) => {
  let started: Started;
  let subject: MemorySubject;
  beforeAll(async () => {
    started = await start();
    subject = started.subject;
  });
  afterAll(() => started.close());

  const pageOf = ({ tenantId }: Actor, stage: WalkStage, after: string | null = null, limit = 100) =>
    subject.reembedding.page(tenantId, { model, place: { stage, after } }, limit);
  async function everyPage(actor: Actor, stage: WalkStage, limit: number) {
    const pages = [await pageOf(actor, stage, null, limit)];
    for (let next = pages[0]!.next; next !== null; next = pages.at(-1)!.next)
      pages.push(await pageOf(actor, stage, next, limit));
    return pages;
  }

  describe(`the pages of a walk in ${name}`, () => {
    test("give each message's text once, in the order of time, whoever said it", async () => {
      const actor = buildActor();
      const messages = await write(
        subject,
        actor,
        ...[3, 1, 2].map((hour) => ({ content: `at ${hour}`, name: "Anna", createdAt: now + hour })),
        { content: "at 1", name: "Anna", createdAt: now + 9 },
        { content: "at 1", name: "Anna", userId: "ben", createdAt: now + 10 },
      );
      const whole = await pageOf(actor, "messages");
      expect(whole.texts.map(({ content }) => content).toSorted()).toEqual(["at 1", "at 1", "at 2", "at 3"]);
      expect(whole.itemIds.toSorted()).toEqual(messages.map(({ id }) => id).toSorted());
      expect(whole.next).toBeNull();
      const pages = await everyPage(actor, "messages", 1);
      expect(pages.flatMap(({ itemIds }) => itemIds)).toEqual([1, 2, 0, 3, 4].map((at) => messages[at]!.id));
      const { ownerId, textHash, id: itemId } = messages[1]!;
      expect(pages[0]!.texts).toEqual([{ ownerId, textHash, name: "Anna", content: "at 1", itemId }]);
    });

    test("leave out what has a vector of the model, and go on past it", async () => {
      const actor = buildActor();
      const messages = await write(
        subject,
        actor,
        { content: "one" },
        { content: "two" },
        { content: "three" },
      );
      await embed(subject, actor, messages[0]!, [1], model);
      await embed(subject, actor, messages[1]!, [1], old);
      const pages = await everyPage(actor, "messages", 1);
      expect(pages.map(({ texts }) => texts.map(({ content }) => content)).slice(0, 3)).toEqual([
        [],
        ["two"],
        ["three"],
      ]);
    });

    test("give the texts of every version of a memory", async () => {
      const actor = buildActor();
      const memories = [buildMemory({ content: "first" }), buildMemory({ content: "other" })];
      for (const memory of memories) await subject.memories.create(buildCreation(actor, memory));
      const change = { content: "second", textHash: "aa" };
      await subject.memories.revise({ ...buildWrite(actor), id: memories[0]!.id, reason: "edited", change });
      const pages = await everyPage(actor, "memories", 1);
      const contents = pages.map(({ texts }) => texts.map(({ content }) => content).toSorted());
      expect(contents.slice(0, 2)).toEqual([["first", "second"], ["other"]]);
      expect(pages.flatMap(({ itemIds }) => itemIds)).toEqual(memories.map(({ id }) => id));
    });

    test("take other models' vectors away at the end, of texts alone that have a new one", async () => {
      const actor = buildActor();
      const [one, two] = await write(subject, actor, { content: "one" }, { content: "two" });
      const stranger = buildActor();
      const [theirs] = await write(subject, stranger, { content: "one" });
      const memory = buildMemory();
      await subject.memories.create(buildCreation(actor, memory));
      for (const of of [old, "older-model", model]) {
        await embed(subject, actor, one!, [1], of);
        await embed(subject, actor, { ...one!, ...memory, ownerId: actor.ownerId }, [1], of);
        await embed(subject, stranger, theirs!, [1], of);
      }
      await embed(subject, actor, two!, [1], old);
      const left = () => subject.count("embeddings", actor.tenantId);
      for (const stage of ["messages", "memories"] as const) await everyPage(actor, stage, 1);
      expect(await left()).toBe(7);
      await everyPage(actor, "old_messages", 1);
      expect(await left()).toBe(5);
      await everyPage(actor, "old_memories", 1);
      expect(await left()).toBe(3);
      expect(await subject.count("embeddings", stranger.tenantId)).toBe(3);
    });

    test("are the tenant's own", async () => {
      const actor = buildActor();
      await write(subject, actor, { content: "one" });
      for (const stage of walkStages)
        expect(await pageOf(buildActor(), stage)).toEqual({ texts: [], itemIds: [], next: null });
    });
  });
});

test("an archived message is not embedded anew, and loses its old vector only with a new one", async () => {
  const database = await startMigratedDatabase();
  try {
    const subject = postgresMemory(database.appUrl);
    const actor = buildActor();
    const [message] = await write(subject, actor, { content: "put away" });
    await embed(subject, actor, message!, [1], old);
    const claims = { scope: "tenant", tenant: actor.tenantId };
    await askAs(database.appUrl, claims, "update messages set archived_at = now()");
    for (const stage of walkStages) {
      const page = await subject.reembedding.page(
        actor.tenantId,
        { model, place: { stage, after: null } },
        9,
      );
      expect(page.texts).toEqual([]);
    }
    expect(await subject.count("embeddings", actor.tenantId)).toBe(1);
  } finally {
    await database.close();
  }
});
