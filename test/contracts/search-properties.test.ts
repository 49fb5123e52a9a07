import fc from "fast-check";
import { expect, inject, test } from "vitest";
import type { Actor } from "#shared/ports/actor.ts";
import type { MemoryMatch } from "#shared/ports/memory-index.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import { embed, findMatches, postgresMemory, write } from "./memory-subject.ts";

const subject = postgresMemory(inject("databaseUrl"));
const asOf = Date.UTC(2026, 5, 1);
const words = ["python", "garden", "violin", "tea", "station", "engine"];
const round = (value: number) => Math.round(value * 1e6) / 1e6;

const said = fc.record({
  content: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }).map((some) => some.join(" ")),
  name: fc.constantFrom(null, "Anna", "Ben"),
  role: fc.constantFrom("user" as const, "assistant" as const),
  clientConversationId: fc.constantFrom("a", "b"),
  importance: fc.double({ min: 0, max: 1, noNaN: true }),
});
/** Instants that differ, some within one sitting and some days apart. */
const conversation = fc
  .array(fc.tuple(said, fc.integer({ min: 1, max: 200_000_000 })), { minLength: 1, maxLength: 15 })
  .map((given) => {
    let createdAt = asOf - 40 * 86_400_000;
    return given.map(([message, gapMs]) => {
      createdAt += gapMs;
      return { ...message, createdAt };
    });
  });
const asked = fc.record({
  text: fc
    .array(fc.constantFrom(...words, "anna", "nobody"), { minLength: 1, maxLength: 3 })
    .map((some) => some.join(" ")),
  topK: fc.integer({ min: 1, max: 20 }),
  minSimilarity: fc.constantFrom(0, 0, 0.2),
  roles: fc.constantFrom(null, ["user" as const]),
  clientConversationId: fc.constantFrom(null, "a"),
  vector: fc.constantFrom(null, [1, 0, 0], [0.5, 0.5, 0.7]),
});

async function tell(
  actor: Actor,
  messages: readonly Parameters<typeof write>[2][],
  vectors: boolean,
): Promise<void> {
  const stored = await write(subject, actor, ...messages);
  if (!vectors) return;
  for (const message of stored) await embed(subject, actor, message, vectorOf(message.content));
}

const vectorOf = (content: string) => [content.length % 5, words.indexOf(content.split(" ")[0]!) + 1, 1];
const withoutId = ({ id: _, ...match }: MemoryMatch) => match;

test("the same data and query give the same answer, in whatever order the messages came", {
  timeout: 120_000,
}, async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(conversation, asked, fc.nat(), async (messages, query, turn) => {
      const [straight, shuffled] = [buildActor({ userId: "anna" }), buildActor({ userId: "anna" })];
      const cut = turn % messages.length;
      await tell(straight, messages, query.vector !== null);
      await tell(
        shuffled,
        [...messages.slice(cut), ...messages.slice(0, cut)].reverse(),
        query.vector !== null,
      );
      const ask = async (actor: Actor) =>
        (await findMatches(subject, actor, buildQuery({ ...query, asOf }))).map(withoutId);
      const first = await ask(straight);
      found += first.length;
      expect(await ask(shuffled)).toEqual(first);
      expect(await ask(straight)).toEqual(first);
    }),
    { numRuns: 150 },
  );
  expect(found).toBeGreaterThan(0);
});

test("a score is the sum of its parts, and its parts give its similarity", { timeout: 120_000 }, async () => {
  const weights = { similarity: 0.5, importance: 0.3, decay: 0.2 };
  let judged = 0;
  await fc.assert(
    fc.asyncProperty(conversation, asked, async (messages, query) => {
      const actor = buildActor();
      await tell(actor, messages, query.vector !== null);
      const found = await findMatches(subject, actor, buildQuery({ ...query, asOf, weights }));
      judged += found.length;
      for (const match of found) {
        const { similarity, importance, decay, context, lexical, vector } = match;
        expect(Math.abs(match.score - (0.5 * similarity + 0.3 * importance + 0.2 * decay))).toBeLessThan(
          1e-6,
        );
        const directs = [lexical, vector, 0.7 * lexical + 0.3 * vector];
        const joined = directs.map((direct) => round(1 - (1 - direct) * (1 - context)));
        expect(joined.some((value) => Math.abs(value - similarity) <= 1e-6)).toBe(true);
        for (const part of [similarity, importance, decay, context, lexical, vector]) {
          expect(part).toBeGreaterThanOrEqual(0);
          expect(part).toBeLessThanOrEqual(1);
        }
      }
      expect(found.map(({ score }) => score)).toEqual(
        found.map(({ score }) => score).toSorted((a, b) => b - a),
      );
    }),
    { numRuns: 150 },
  );
  expect(judged).toBeGreaterThan(0);
});

test("nobody ever finds what is another tenant's or another user's", { timeout: 120_000 }, async () => {
  const owners = ["anna", "ben", null];
  const each = [0, 1].flatMap((tenant) => owners.map((_, owner) => [tenant, owner] as const));
  const foundOwn = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(1), fc.nat(2), said), { minLength: 1, maxLength: 20 }),
      asked,
      async (given, query) => {
        const tenants = [buildActor().tenantId, buildActor().tenantId];
        const actorOf = (tenant: number, owner: number) =>
          buildActor({ tenantId: tenants[tenant]!, userId: owners[owner]! });
        const ownerOf = new Map<string, string>();
        for (const [tenant, owner, message] of given) {
          const content = `${message.content} mark${ownerOf.size}`;
          ownerOf.set(content, `${tenant}/${owner}`);
          await tell(
            actorOf(tenant, owner),
            [{ ...message, content, createdAt: asOf - 1_000 }],
            query.vector !== null,
          );
        }
        for (const [tenant, owner] of each) {
          const found = await findMatches(
            subject,
            actorOf(tenant, owner),
            buildQuery({ ...query, asOf, topK: 100 }),
          );
          const own = found.map(({ content }) => ownerOf.get(content)!);
          if (own.includes(`${tenant}/${owner}`)) foundOwn.add(`${tenant}/${owner}`);
          const mayBe =
            owners[owner] === null
              ? own.filter((of) => of.startsWith(`${tenant}/`))
              : own.filter((of) => of === `${tenant}/${owner}`);
          expect(own).toEqual(mayBe);
        }
      },
    ),
    { numRuns: 200 },
  );
  expect([...foundOwn].toSorted()).toEqual(each.map(([tenant, owner]) => `${tenant}/${owner}`));
});
