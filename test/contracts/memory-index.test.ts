import { describe, expect, inject, test } from "vitest";
import type { Actor } from "#shared/ports/actor.ts";
import type { Weights } from "#shared/ports/memory-index.ts";
import type { NewMessage } from "#shared/ports/messages.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildCreation, buildMemory, buildWrite } from "#test/builders/build-memory.ts";
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
const round = (value: number) => Math.round(value * 1e6) / 1e6;
const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
/** What a word weighs that so many of so many messages have, and how much of it a text of so many words shows. */
const weigh = (holders: number, all: number) => Math.log(1 + (all - holders + 0.5) / (holders + 0.5));
const frequency = (words: number) => 1 / (1.84 + 0.03 * words);
/** What a message is like by itself is joined with what was said around it. */
const join = (direct: number, context: number) => round(1 - (1 - direct) * (1 - context));

function describeMemoryIndex(name: string, make: () => MemorySubject): void {
  const subject = make();

  describe(`a message in ${name}`, () => {
    test("is found by its words at once, and shown whole", async () => {
      const actor = buildActor({ userId: "anna" });
      const asOf = Date.now();
      const [message] = await write(subject, actor, {
        content: "love python",
        name: "Anna",
        metadata: { mood: "fine" },
        clientConversationId: "c7",
        importance: 0.25,
        createdAt: asOf - 30 * day,
      });
      const [match, ...others] = await findMatches(subject, actor, buildQuery({ text: "Python", asOf }));
      expect(others).toEqual([]);
      const similarity = join(round(frequency(3)), match!.context);
      expect(match).toEqual({
        id: message!.id,
        kind: "message",
        weights: { similarity: 0.6, importance: 0.3, decay: 0.1 },
        clientConversationId: "c7",
        role: "user",
        name: "Anna",
        content: "love python",
        metadata: { mood: "fine" },
        createdAt: asOf - 30 * day,
        score: round(0.6 * similarity + 0.3 * 0.25 + 0.1 * 0.5),
        vector: 0,
        lexical: round(frequency(3)),
        context: match!.context,
        similarity,
        importance: 0.25,
        decay: 0.5,
      });
    });

    test("is found by who spoke", async () => {
      const actor = buildActor();
      const [message] = await write(
        subject,
        actor,
        { name: "Violetta", content: "hello" },
        { content: "bye", clientConversationId: "another" },
      );
      expect(idsOf(await findMatches(subject, actor, buildQuery({ text: "violetta" })))).toEqual([
        message!.id,
      ]);
    });

    test("is found by meaning once it has a vector, and not before", async () => {
      const actor = buildActor();
      const [message] = await write(subject, actor, { content: "a bird" });
      const query = buildQuery({ text: "feathers", vector: [1, 0, 0] });
      expect(await findMatches(subject, actor, query)).toEqual([]);
      await embed(subject, actor, message!, [3, 4, 0]);
      const [match] = await findMatches(subject, actor, query);
      expect(match).toMatchObject({ id: message!.id, vector: 0.6, lexical: 0 });
      expect(match?.similarity).toBe(join(0.6, match!.context));
    });

    test("is found by meaning wherever its text was said", async () => {
      const actor = buildActor();
      const said = await write(subject, actor, { content: "a bird" }, { content: "a bird" });
      await embed(subject, actor, said[0]!, [1, 0]);
      const found = await findMatches(subject, actor, buildQuery({ text: "feathers", vector: [1, 0] }));
      expect(idsOf(found).toSorted()).toEqual(idsOf(said).toSorted());
    });

    test("is not found where it has neither the words nor the meaning", async () => {
      const actor = buildActor();
      const [opposite, empty] = await write(subject, actor, { content: "one" }, { content: "two" });
      await embed(subject, actor, opposite!, [-1, 0]);
      await embed(subject, actor, empty!, [0, 0]);
      expect(await findMatches(subject, actor, buildQuery({ text: "three", vector: [1, 0] }))).toEqual([]);
    });

    test("is found by no vector of another model or of another length", async () => {
      const actor = buildActor();
      const [message] = await write(subject, actor, { content: "a bird" });
      await embed(subject, actor, message!, [1, 0], "old-model");
      await embed(subject, actor, message!, [1, 0, 0]);
      expect(await findMatches(subject, actor, buildQuery({ text: "feathers", vector: [1, 0] }))).toEqual([]);
    });
  });

  describe(`a score in ${name}`, () => {
    test("adds up from its parts, each rounded to six decimals", async () => {
      const actor = buildActor();
      const asOf = Date.now();
      const given = ["python garden", "python violin", "garden", "violin"].map((content, at) => ({
        content,
        importance: 0.1234567 * (at + 1),
        createdAt: asOf - at * 5.3 * day,
      }));
      const messages = await write(subject, actor, ...given);
      for (const [at, message] of messages.entries()) await embed(subject, actor, message, [1, at, 2]);
      const weights = { similarity: 0.55, importance: 0.25, decay: 0.2 };
      const query = buildQuery({ text: "python garden", vector: [3, 1, 1], asOf, weights });
      const found = await findMatches(subject, actor, query);
      expect(found).toHaveLength(4);
      for (const match of found) {
        const { vector, lexical, context, similarity, importance, decay } = match;
        for (const part of [vector, lexical, context, similarity, importance, decay]) {
          expect(part).toBe(round(part));
        }
        expect(decay).toBe(round(2 ** (-(asOf - match.createdAt) / (30 * day))));
        expect(similarity).toBe(join(0.7 * lexical + 0.3 * vector, context));
        expect(match.score).toBe(round(0.55 * similarity + 0.25 * importance + 0.2 * decay));
      }
      expect(found.map(({ score }) => score)).toEqual(
        found.map(({ score }) => score).toSorted((a, b) => b - a),
      );
    });

    test("goes by the weights of the call, normalised to the sum 1 and rounded", async () => {
      const actor = buildActor();
      await write(subject, actor, { content: "python" });
      const weightsOf = async (weights: Partial<Weights>) =>
        (await findMatches(subject, actor, buildQuery({ weights })))[0]?.weights;
      expect(await weightsOf({ similarity: 2, importance: 1, decay: 1 })).toEqual({
        similarity: 0.5,
        importance: 0.25,
        decay: 0.25,
      });
      expect(await weightsOf({ similarity: 0 })).toEqual({ similarity: 0, importance: 0.75, decay: 0.25 });
      const third = 0.333333;
      expect(await weightsOf({ similarity: 1, importance: 1, decay: 1 })).toEqual({
        similarity: third,
        importance: third,
        decay: third,
      });
    });

    test("counts a rare word for more than a common one", async () => {
      const actor = buildActor();
      const contents = ["python garden", "garden", "garden", "python violin", "garden"];
      const messages = await write(subject, actor, ...contents.map((content) => ({ content })));
      const found = await findMatches(subject, actor, buildQuery({ text: "garden violin" }));
      const [garden, violin] = [weigh(4, 5), weigh(1, 5)];
      const lexicalOf = (at: number) => found.find(({ id }) => id === messages[at]?.id)?.lexical;
      expect(lexicalOf(3)).toBe(round((frequency(2) * violin) / (garden + violin)));
      expect(lexicalOf(1)).toBe(round((frequency(1) * garden) / (garden + violin)));
    });

    test("leaves out a word that nobody said, for nothing could reach it", async () => {
      const actor = buildActor();
      await write(subject, actor, { content: "python" });
      const [match] = await findMatches(subject, actor, buildQuery({ text: "python zebra" }));
      expect(match?.lexical).toBe(round(frequency(1)));
    });

    test("goes by meaning alone where no word was ever said, and by words alone without a vector", async () => {
      const actor = buildActor();
      const [message] = await write(subject, actor, { content: "bird" });
      await embed(subject, actor, message!, [3, 4]);
      const [meant] = await findMatches(subject, actor, buildQuery({ text: "feathers", vector: [1, 0] }));
      expect(meant?.similarity).toBe(join(0.6, meant!.context));
      const [said] = await findMatches(subject, actor, buildQuery({ text: "bird" }));
      expect(said?.similarity).toBe(join(round(frequency(1)), said!.context));
    });

    test("does not tell of what others said: their words weigh nothing", async () => {
      const tenant = buildActor();
      const anna = buildActor({ tenantId: tenant.tenantId, userId: "anna" });
      await write(subject, anna, { content: "python" }, { content: "garden" });
      const query = buildQuery({ text: "python violin" });
      const before = await findMatches(subject, anna, query);
      await write(
        subject,
        tenant,
        { userId: "ben", content: "violin" },
        { userId: "ben", content: "python" },
      );
      await write(subject, buildActor(), { content: "python violin" });
      expect(await findMatches(subject, anna, query)).toEqual(before);
    });
  });

  describe(`the order in ${name}`, () => {
    test("of equal scores is by instant, then by id, the later first", async () => {
      const actor = buildActor();
      const asOf = Date.now();
      const given = [0, 1, 0, 1].map((age) => ({ content: "python", createdAt: asOf - age }));
      const [first, second, third, fourth] = await write(subject, actor, ...given);
      const weights = { similarity: 1, importance: 0, decay: 0 };
      const found = await findMatches(subject, actor, buildQuery({ asOf, weights }));
      expect(idsOf(found)).toEqual(idsOf([third!, first!, fourth!, second!]));
    });

    test("and all values are the same when asked again", async () => {
      const actor = buildActor();
      const given = Array.from({ length: 40 }, (_, at) => ({ content: `python ${at % 3} garden ${at % 7}` }));
      const messages = await write(subject, actor, ...given);
      for (const [at, message] of messages.entries()) await embed(subject, actor, message, [at, 1, at % 5]);
      const query = buildQuery({ text: "python garden 3", vector: [2, 3, 1], topK: 10 });
      const first = await findMatches(subject, actor, query);
      expect(first).toHaveLength(10);
      expect(await findMatches(subject, actor, query)).toEqual(first);
    });

    test("and of what many say in the same words, whose vector ever came first", async () => {
      const tenant = buildActor();
      const content = "Good morning";
      const given = Array.from({ length: 260 }, (_, at) => ({ content, userId: `user-${at}` }));
      const said = await write(subject, tenant, ...given);
      const searchAfter = async (model: string, ...halves: readonly NewMessage[][]) => {
        const work = { tenantId: tenant.tenantId, model, dimensions: 2, outboxIds: [], now: Date.now() };
        for (const half of halves) {
          const embeddings = half.map(({ ownerId, textHash }) => ({ ownerId, textHash, vector: [1, 0] }));
          await subject.embeddings.finish({ ...work, itemIds: half.map(({ id }) => id), embeddings });
        }
        return await findMatches(subject, tenant, buildQuery({ text: "hello", vector: [1, 0], model, asOf }));
      };
      const asOf = Date.now() + 60_000;
      const found = await searchAfter("first", said.slice(0, 130), said.slice(130));
      expect(found).toHaveLength(100);
      expect(await searchAfter("second", said.slice(130), said.slice(0, 130))).toEqual(found);
    });
  });

  test(`a search in ${name} of a whole tenant that has more than two hundred texts is approximate`, async () => {
    const tenant = buildActor();
    const anna = buildActor({ tenantId: tenant.tenantId, userId: "anna" });
    const isApproximate = async (actor: Actor) =>
      (await subject.index.search(actor, buildQuery())).approximate;
    const other = Array.from({ length: 199 }, (_, at) => ({ content: `python ${at}` }));
    await write(subject, anna, ...other);
    const memory = buildMemory({ content: "likes python" });
    await subject.memories.create(buildCreation(anna, memory));
    expect([await isApproximate(tenant), await isApproximate(anna)]).toEqual([false, false]);
    const change = { content: "likes violins", textHash: "ab".repeat(32) };
    await subject.memories.revise({ ...buildWrite(anna), id: memory.id, reason: "edited", change });
    expect([await isApproximate(tenant), await isApproximate(anna)]).toEqual([true, false]);
    expect(await subject.index.search(tenant, buildQuery({ text: "zebra" }))).toEqual({
      matches: [],
      approximate: true,
    });
    expect(await isApproximate(buildActor())).toBe(false);
  });

  test.each([
    "",
    "the",
    "???",
    "' ; drop table messages --",
    "a & | ! ( ) : * <-> \\",
    "%_",
    "🙂",
    "x".repeat(8_000),
  ])(`a query without a word that anyone said finds nothing in ${name}: %j`, async (text) => {
    const actor = buildActor();
    await write(subject, actor, { content: "python" });
    expect(await findMatches(subject, actor, buildQuery({ text }))).toEqual([]);
  });
}

describeMemoryIndex("the fake", fakeMemory);
describeMemoryIndex("Postgres", () => postgresMemory(inject("databaseUrl")));
