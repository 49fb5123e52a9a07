import { describe, expect, inject, test } from "vitest";
import type { Actor } from "#shared/ports/actor.ts";
import type { MemoryQuery } from "#shared/ports/memory-index.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import type { MessageGiven } from "#test/builders/build-append.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import {
  embed,
  fakeMemory,
  findMatches,
  type MemorySubject,
  postgresMemory,
  write,
} from "./memory-subject.ts";

const day = 86_400_000;

function describeFilters(name: string, make: () => MemorySubject): void {
  const subject = make();
  const now = Date.now();

  /** The contents found, in the order of their names. */
  async function find(actor: Actor, query: Partial<MemoryQuery>): Promise<string[]> {
    const found = await findMatches(subject, actor, buildQuery({ asOf: now, ...query }));
    return found.map(({ content }) => content.replace("python ", "")).toSorted();
  }
  async function filled(...given: readonly MessageGiven[]): Promise<Actor> {
    const actor = buildActor();
    const named = given.map((each, at) => ({ createdAt: now, content: `python ${at}`, ...each }));
    await write(subject, actor, ...named);
    return actor;
  }

  describe(`a search in ${name} may be limited`, () => {
    test("to a conversation, by the client's id", async () => {
      const actor = await filled({ clientConversationId: "c1" }, { clientConversationId: "c2" });
      expect(await find(actor, { clientConversationId: "c2" })).toEqual(["1"]);
      expect(await find(actor, { clientConversationId: "c" })).toEqual([]);
    });

    test("to roles", async () => {
      const actor = await filled({ role: "user" }, { role: "assistant" }, { role: "system" });
      expect(await find(actor, { roles: ["assistant"] })).toEqual(["1"]);
      expect(await find(actor, { roles: ["user", "system"] })).toEqual(["0", "2"]);
    });

    test("to a time, both ends included", async () => {
      const actor = await filled(...[3, 2, 1, 0].map((days) => ({ createdAt: now - days * day })));
      expect(await find(actor, { since: now - 2 * day })).toEqual(["1", "2", "3"]);
      expect(await find(actor, { until: now - 2 * day })).toEqual(["0", "1"]);
      expect(await find(actor, { since: now - 2 * day, until: now - day })).toEqual(["1", "2"]);
    });

    test("to what was known at an instant, and age counts to it", async () => {
      const actor = await filled(
        { createdAt: now - 60 * day },
        { createdAt: now - 30 * day },
        { createdAt: now },
      );
      expect(await find(actor, { asOf: now - 30 * day })).toEqual(["0", "1"]);
      const [match] = await findMatches(subject, actor, buildQuery({ asOf: now - 30 * day, topK: 1 }));
      expect(match).toMatchObject({ content: "python 1", decay: 1 });
    });

    test("to metadata whose values are equal", async () => {
      const actor = await filled(
        { metadata: { lang: "de", tags: ["a", "b"], at: { x: 1, y: null } } },
        { metadata: { lang: "en", tags: ["b", "a"], at: { x: 1 } } },
        { metadata: {} },
      );
      expect(await find(actor, { metadata: { lang: "de" } })).toEqual(["0"]);
      expect(await find(actor, { metadata: { lang: "de", tags: ["b", "a"] } })).toEqual([]);
      expect(await find(actor, { metadata: { tags: ["a", "b"] } })).toEqual(["0"]);
      expect(await find(actor, { metadata: { tags: ["a"] } })).toEqual([]);
      expect(await find(actor, { metadata: { at: { x: 1 } } })).toEqual(["1"]);
      expect(await find(actor, { metadata: { at: { y: null, x: 1 } } })).toEqual(["0"]);
      expect(await find(actor, { metadata: { lang: null } })).toEqual([]);
      expect(await find(actor, { metadata: {} })).toEqual(["0", "1", "2"]);
    });

    test("to what is similar enough, the limit included", async () => {
      const actor = await filled({}, { content: "garden", clientConversationId: "another" });
      const [match] = await findMatches(subject, actor, buildQuery({ asOf: now }));
      expect(await find(actor, { minSimilarity: match!.similarity })).toEqual(["0"]);
      expect(await find(actor, { minSimilarity: match!.similarity + 0.000001 })).toEqual([]);
    });

    test("to the best few", async () => {
      const actor = await filled({ importance: 0.1 }, { importance: 0.9 }, { importance: 0.5 });
      expect(await find(actor, { topK: 2 })).toEqual(["1", "2"]);
    });

    test("in the same ways when it goes by meaning", async () => {
      const actor = buildActor();
      const given = ["one", "two"].map((content, at) => ({ content, clientConversationId: `c${at}` }));
      for (const message of await write(subject, actor, ...given))
        await embed(subject, actor, message, [1, 0]);
      const query = { text: "nothing", vector: [1, 0], asOf: Date.now() + 1 };
      expect(await find(actor, query)).toEqual(["one", "two"]);
      expect(await find(actor, { ...query, clientConversationId: "c1" })).toEqual(["two"]);
      const turned = { ...query, vector: [3, 4] };
      expect(await find(actor, { ...turned, minSimilarity: 0.5 })).toEqual(["one", "two"]);
      expect(await find(actor, { ...turned, minSimilarity: 0.9 })).toEqual([]);
    });
  });

  describe(`a text in ${name} that was said again and again is found`, () => {
    const limits: Readonly<Record<string, Partial<MemoryQuery>>> = {
      "in a conversation": { clientConversationId: "old" },
      "until then": { until: now - 2 * day },
      "by a role": { roles: ["assistant"] },
      "with its metadata": { metadata: { first: true } },
      "as of then": { asOf: now - 2 * day, looksBack: true },
    };

    test.each(Object.entries(limits))("where it was said first, %s", async (_, limit) => {
      const tenant = buildActor();
      const anna = buildActor({ tenantId: tenant.tenantId, userId: "anna" });
      const content = "Good morning";
      const [first] = await write(
        subject,
        anna,
        {
          ...{ content, clientConversationId: "old", role: "assistant", metadata: { first: true } },
          createdAt: now - 2 * day,
        },
        ...Array.from({ length: 12 }, (_, at) => ({ content, createdAt: now - at * 60_000 })),
      );
      await embed(subject, anna, first!, [1, 0]);
      for (const actor of [anna, tenant]) {
        const query = buildQuery({ text: "hello", vector: [1, 0], asOf: now, ...limit });
        expect((await findMatches(subject, actor, query)).map(({ id }) => id)).toEqual([first!.id]);
      }
    });

    test("in a conversation, by as many as were ever weighed of one text", async () => {
      const actor = await filled(
        ...Array.from({ length: 30 }, (_, at) => ({
          content: "Good morning",
          clientConversationId: at % 2 === 0 ? "old" : "new",
          createdAt: now - (30 - at) * day,
        })),
      );
      const [said] = await write(subject, actor, { content: "Good morning", createdAt: now });
      await embed(subject, actor, said!, [1, 0]);
      const query = { text: "hello", vector: [1, 0], asOf: now, clientConversationId: "old", topK: 10 };
      const found = await findMatches(subject, actor, buildQuery(query));
      expect(found.map(({ createdAt }) => (now - createdAt) / day)).toEqual(
        Array.from({ length: 10 }, (_, at) => 2 * at + 2),
      );
    });

    test("in a conversation of a tenant in which everybody says it", async () => {
      const tenant = buildActor();
      const said = await write(
        subject,
        tenant,
        ...Array.from({ length: 260 }, (_, at) => ({
          content: "Good morning",
          userId: `user-${at}`,
          clientConversationId: `of ${at}`,
          createdAt: now,
        })),
      );
      await subject.embeddings.finish({
        ...{ tenantId: tenant.tenantId, model: "fake-embedding", dimensions: 2, now },
        ...{ itemIds: said.map(({ id }) => id), outboxIds: [] },
        embeddings: said.map(({ ownerId, textHash }) => ({ ownerId, textHash, vector: [1, 0] })),
      });
      const query = { text: "hello", vector: [1, 0], asOf: now };
      for (const at of [0, 130, 257, 258, 259]) {
        const limited = buildQuery({ ...query, clientConversationId: `of ${at}` });
        expect((await findMatches(subject, tenant, limited)).map(({ id }) => id)).toEqual([said[at]!.id]);
      }
    });
  });

  describe(`a search in ${name} shows`, () => {
    test("a user their own, a tenant all of its own, and nobody anything of others", async () => {
      const tenant = buildActor();
      const userOf = (userId: string) => buildActor({ tenantId: tenant.tenantId, userId });
      const given = { createdAt: now, clientConversationId: "shared" };
      const messages = await write(
        subject,
        tenant,
        { ...given, content: "python nobody" },
        { ...given, content: "python anna", userId: "anna" },
        { ...given, content: "python ben", userId: "ben" },
      );
      for (const message of messages) await embed(subject, tenant, message, [1, 0]);

      for (const query of [{}, { vector: [1, 0] }, { text: "zebra", vector: [1, 0] }]) {
        expect(await find(tenant, query)).toEqual(["anna", "ben", "nobody"]);
        expect(await find(userOf("anna"), query)).toEqual(["anna"]);
        expect(await find(userOf("cleo"), query)).toEqual([]);
        expect(await find(buildActor(), query)).toEqual([]);
        expect(await find(buildActor({ userId: "anna" }), query)).toEqual([]);
        expect(await find(userOf("anna"), { ...query, clientConversationId: "shared" })).toEqual(["anna"]);
      }
    });
  });
}

describeFilters("the fake", fakeMemory);
describeFilters("Postgres", () => postgresMemory(inject("databaseUrl")));
