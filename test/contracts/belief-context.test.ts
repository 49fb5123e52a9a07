import { describe, expect, inject, test } from "vitest";
import type { Actor } from "#shared/ports/actor.ts";
import type { MemoryQuery } from "#shared/ports/memory-index.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildCreation, buildMemory } from "#test/builders/build-memory.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import { findMatches, postgresMemory, write } from "./memory-subject.ts";

const subject = postgresMemory(inject("databaseUrl"));
const now = Date.now();

async function believe(actor: Actor, content: string, sourceMessageIds: readonly string[]): Promise<string> {
  const memory = buildMemory({ content, sourceMessageIds });
  await subject.memories.create(buildCreation(actor, memory));
  return memory.id;
}

async function search(actor: Actor, query: Partial<MemoryQuery>) {
  const found = await findMatches(subject, actor, buildQuery(query));
  return { ids: found.map(({ id }) => id), of: (id: string) => found.find((match) => match.id === id)! };
}

describe("a memory and the messages on which it rests", () => {
  test("lift each other by what they are themselves", async () => {
    const actor = buildActor();
    const [said] = await write(subject, actor, { content: "python every morning", createdAt: now });
    const alone = (await search(actor, { text: "python" })).of(said!.id);
    const memory = await believe(actor, "writes python", [said!.id]);
    const { of } = await search(actor, { text: "python" });
    expect(of(memory).context).toBeCloseTo(0.5 * alone.similarity, 5);
    expect(1 - of(said!.id).context).toBeCloseTo((1 - alone.context) * (1 - 0.3 * of(memory).lexical), 5);
  });

  test("are found through each other: what was meant by a yes", async () => {
    const actor = buildActor();
    const [said] = await write(subject, actor, { content: "yes, every morning", createdAt: now });
    expect((await search(actor, { text: "python" })).ids).toEqual([]);
    const memory = await believe(actor, "writes python", [said!.id]);
    expect((await search(actor, { text: "python" })).ids).toEqual([memory, said!.id]);
  });

  test("share one place while others wait for it", async () => {
    const actor = buildActor();
    const contents = ["python python", "tea in python land", "a python in the zoo"];
    const [first, ...others] = await write(
      subject,
      actor,
      ...contents.map((content, at) => ({ content, clientConversationId: `c${at}`, createdAt: now - at })),
    );
    const memory = await believe(actor, "python", [first!.id]);
    const two = await search(actor, { text: "python", topK: 3 });
    expect(two.ids).toHaveLength(3);
    expect(two.ids.filter((id) => id === memory || id === first!.id)).toHaveLength(1);
    expect(two.ids).toEqual(expect.arrayContaining(others.map(({ id }) => id)));
    const all = await search(actor, { text: "python", topK: 10 });
    expect(all.ids).toHaveLength(4);
  });
});

test("a memory is as old as the newest message that it rests on, and else as itself", async () => {
  const actor = buildActor();
  const day = 86_400_000;
  const said = await write(
    subject,
    actor,
    { content: "tea", createdAt: now - 60 * day },
    { content: "coffee", createdAt: now - 30 * day },
  );
  const resting = await believe(
    actor,
    "python",
    said.map(({ id }) => id),
  );
  const alone = await believe(actor, "python alone", []);
  const { of } = await search(actor, { text: "python", asOf: now + 30 * day });
  expect(of(resting).decay).toBe(0.25);
  expect(of(alone).decay).toBeCloseTo(0.5, 3);
});

test("what was said at a time that the query names is lifted", async () => {
  const actor = buildActor();
  const [may, june] = await write(
    subject,
    actor,
    { content: "python", clientConversationId: "a", createdAt: Date.UTC(2023, 4, 7) },
    { content: "python", clientConversationId: "b", createdAt: Date.UTC(2023, 5, 7) },
  );
  const named = { from: Date.UTC(2023, 4, 1), to: Date.UTC(2023, 5, 1) };
  const { of } = await search(actor, { text: "python in May 2023", namedTimes: [named] });
  expect(1 - of(may!.id).context).toBeCloseTo((1 - of(june!.id).context) * 0.75, 5);
});
