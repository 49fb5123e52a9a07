import { describe, expect, inject, test } from "vitest";
import type { Actor } from "#shared/ports/actor.ts";
import type { IdempotencyClaim } from "#shared/ports/messages.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { fakeMemory, type MemorySubject, postgresMemory } from "./memory-subject.ts";

const hour = 3_600_000;
const claim: IdempotencyClaim = { route: "/v1/messages", key: "k1", requestHash: "aa".repeat(32) };

function describeIdempotency(name: string, make: () => MemorySubject): void {
  const subject = make();

  /** Each call makes ids of its own, as a repeated request does. */
  function appendOf(actor: Actor, given: Partial<IdempotencyClaim> = {}, now = Date.now()) {
    const messages = [buildMessage(actor, { content: "one" }), buildMessage(actor, { content: "two" })];
    return buildAppend(actor, messages, { idempotency: { ...claim, ...given }, now });
  }

  describe(`a repeat under one key in ${name}`, () => {
    test("gets the first answer's ids, and stores nothing", async () => {
      const actor = buildActor();
      const first = appendOf(actor);
      const ids = first.messages.map(({ id }) => id);
      expect(await subject.messages.append(first)).toEqual({ outcome: "stored", pendingIds: ids });
      expect(await subject.messages.append(appendOf(actor))).toEqual({
        outcome: "repeated",
        ids,
        pendingIds: ids,
      });
      expect(await subject.count("messages", actor.tenantId)).toBe(2);
      expect(await subject.outboxOf(actor.tenantId)).toHaveLength(1);
    });

    test("gets the first answer as it was, though the texts have vectors by now", async () => {
      const actor = buildActor();
      const first = appendOf(actor);
      await subject.messages.append(first);
      await subject.embeddings.finish({
        tenantId: actor.tenantId,
        model: first.model,
        dimensions: 1,
        itemIds: first.messages.map(({ id }) => id),
        embeddings: first.messages.map(({ ownerId, textHash }) => ({ ownerId, textHash, vector: [1] })),
        outboxIds: [first.outboxId],
        now: Date.now(),
      });
      const repeat = await subject.messages.append(appendOf(actor));
      expect(repeat).toMatchObject({ outcome: "repeated", pendingIds: first.messages.map(({ id }) => id) });
    });

    test("of another request is a mismatch, and stores nothing", async () => {
      const actor = buildActor();
      await subject.messages.append(appendOf(actor));
      const other = appendOf(actor, { requestHash: "bb".repeat(32) });
      expect(await subject.messages.append(other)).toEqual({ outcome: "mismatch" });
      expect(await subject.count("messages", actor.tenantId)).toBe(2);
    });

    test("counts for 24 hours, and not longer", async () => {
      const actor = buildActor();
      const now = Date.now();
      const at = (ms: number, requestHash = claim.requestHash) =>
        subject.messages.append(appendOf(actor, { requestHash }, ms));
      await at(now);
      expect(await at(now + 24 * hour)).toMatchObject({ outcome: "repeated" });
      expect(await at(now + 24 * hour + 1, "cc".repeat(32))).toMatchObject({ outcome: "stored" });
      expect(await at(now + 47 * hour, "cc".repeat(32))).toMatchObject({ outcome: "repeated" });
      expect(await at(now + 47 * hour)).toEqual({ outcome: "mismatch" });
      expect(await subject.count("messages", actor.tenantId)).toBe(4);
    });

    test("is one of the same caller, route, user and tenant", async () => {
      const actor = buildActor();
      await subject.messages.append(appendOf(actor));
      const strangers = [
        appendOf(buildActor({ ...actor, callerId: "another-key" })),
        appendOf(actor, { route: "/v1/messages/batch" }),
        appendOf(actor, { key: "k2" }),
        appendOf(buildActor({ ...actor, userId: "anna" })),
        appendOf(buildActor()),
      ];
      for (const append of strangers) {
        expect(await subject.messages.append(append)).toMatchObject({ outcome: "stored" });
      }
    });

    test("by one who may not make the tenant claims nothing", async () => {
      const actor = buildActor({ mayProvision: false });
      expect(await subject.messages.append(appendOf(actor))).toEqual({ outcome: "tenant_unknown" });
      const maker = { ...actor, mayProvision: true };
      expect(await subject.messages.append(appendOf(maker))).toMatchObject({ outcome: "stored" });
    });

    test("by fifty at once stores once, and all get the same ids", async () => {
      const actor = buildActor({ userId: "anna" });
      const appends = Array.from({ length: 50 }, () => appendOf(actor));
      const answers = await Promise.all(appends.map((append) => subject.messages.append(append)));
      const winner = answers.findIndex(({ outcome }) => outcome === "stored");
      const ids = appends[winner]?.messages.map(({ id }) => id);
      expect(answers.filter(({ outcome }) => outcome === "stored")).toHaveLength(1);
      for (const answer of answers.filter(({ outcome }) => outcome !== "stored")) {
        expect(answer).toEqual({ outcome: "repeated", ids, pendingIds: ids });
      }
      expect(await subject.count("messages", actor.tenantId)).toBe(2);
      expect(await subject.outboxOf(actor.tenantId)).toHaveLength(1);
    });
  });

  test(`calls without a key are all stored in ${name}`, async () => {
    const actor = buildActor();
    for (let count = 0; count < 2; count++) {
      await subject.messages.append({ ...appendOf(actor), idempotency: null });
    }
    expect(await subject.count("messages", actor.tenantId)).toBe(4);
  });
}

describeIdempotency("the fake", fakeMemory);
describeIdempotency("Postgres", () => postgresMemory(inject("databaseUrl")));
