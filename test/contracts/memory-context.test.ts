import { describe, expect, inject, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import { findMatches, postgresMemory, write } from "./memory-subject.ts";

const subject = postgresMemory(inject("databaseUrl"));
const minute = 60_000;
const now = Date.now();

/** Says things a minute apart in one conversation, and tells what context each has for "python". */
async function contextsOf(...contents: string[]): Promise<number[]> {
  const actor = buildActor();
  const messages = await write(
    subject,
    actor,
    ...contents.map((content, at) => ({ content, createdAt: now - (contents.length - at) * minute })),
  );
  const found = await findMatches(subject, actor, buildQuery({ text: "python" }));
  return messages.map(({ id }) => found.find((match) => match.id === id)?.context ?? -1);
}

describe("what is said around a message", () => {
  test("lifts it, the nearer the more, up to three away on both sides", async () => {
    const [four, three, two, one, itself, after] = await contextsOf("a1", "b2", "c3", "d4", "python", "e5");
    expect(four).toBe(-1);
    expect(three).toBeGreaterThan(0);
    expect(two).toBeGreaterThan(three!);
    expect(one).toBeGreaterThan(two!);
    expect(after).toBe(one);
    expect(itself).toBeGreaterThan(0);
    expect(itself).toBeLessThan(three!);
  });

  test("counts its best neighbour, not the sum of them", async () => {
    const [between] = (await contextsOf("x1", "python")).slice(0, 1);
    const [, both] = await contextsOf("python", "x1", "python");
    // Two matches in the sitting raise its share; each neighbour alone gives the same.
    expect(both).toBeGreaterThan(between!);
    expect(both! - between!).toBeLessThan(0.1);
  });

  test("ends where the sitting ends: an hour of silence, another conversation, another person", async () => {
    const actor = buildActor({ userId: "anna" });
    const ben = buildActor({ tenantId: actor.tenantId, userId: "ben" });
    const [match] = await write(subject, actor, { content: "python", createdAt: now - 90 * minute });
    await write(subject, actor, { content: "late", createdAt: now - 20 * minute });
    await write(subject, actor, {
      content: "elsewhere",
      clientConversationId: "b",
      createdAt: now - 90 * minute,
    });
    await write(subject, ben, { content: "somebody", createdAt: now - 90 * minute });
    const found = await findMatches(subject, actor, buildQuery({ text: "python" }));
    expect(found.map(({ id }) => id)).toEqual([match!.id]);
  });

  test("is not what was said after the instant that is asked about", async () => {
    const actor = buildActor();
    const [early] = await write(
      subject,
      actor,
      { content: "quiet", createdAt: now - 10 * minute },
      { content: "python", createdAt: now - 5 * minute },
    );
    const asOf = now - 7 * minute;
    expect(await findMatches(subject, actor, buildQuery({ text: "python", asOf, looksBack: true }))).toEqual(
      [],
    );
    const found = await findMatches(subject, actor, buildQuery({ text: "python" }));
    expect(found.map(({ id }) => id)).toContain(early!.id);
  });

  test("a speaker whom the query names is lifted a little", async () => {
    const actor = buildActor();
    const said = ["Anna", "Ben"].map((name, at) => ({
      name,
      content: "python lessons",
      clientConversationId: `c${at}`,
      createdAt: now,
    }));
    const [anna, ben] = await write(subject, actor, ...said);
    const found = await findMatches(subject, actor, buildQuery({ text: "what about python, Anna?" }));
    const contextOf = (id: string) => found.find((match) => match.id === id)!.context;
    expect(contextOf(anna!.id)).toBeGreaterThan(contextOf(ben!.id) + 0.04);
  });

  test("a filter that lets few through still finds them behind hundreds of better matches", async () => {
    const actor = buildActor();
    for (let batch = 0; batch < 4; batch++) {
      await write(
        subject,
        actor,
        ...Array.from({ length: 90 }, (_, at) => ({ content: `python ${batch} ${at}`, createdAt: now - at })),
      );
    }
    const long = `python ${Array.from({ length: 60 }, (_, at) => `filler${at}`).join(" ")}`;
    const [rare] = await write(subject, actor, {
      content: long,
      role: "system",
      clientConversationId: "far",
      createdAt: now - 600 * minute,
    });
    const found = await findMatches(subject, actor, buildQuery({ text: "python", roles: ["system"] }));
    expect(found.map(({ id }) => id)).toEqual([rare!.id]);
  });
});
