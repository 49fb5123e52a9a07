import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresAnswerSweep } from "#shared/adapters/postgres/kept-answers/postgres-answer-sweep.ts";
import { postgresKeptAnswers } from "#shared/adapters/postgres/kept-answers/postgres-kept-answers.ts";
import type { AnswerClaim, AnswerSweep, KeptAnswers } from "#shared/ports/kept-answers.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { fakeKeptAnswers } from "#test/fakes/fake-kept-answers.ts";

const now = Date.UTC(2026, 0, 31, 9, 30);
const minute = 60_000;
const idempotency = { route: "/begin", key: "k", requestHash: "aa".repeat(32) };
const otherRequest = { ...idempotency, requestHash: "bb".repeat(32) };

function buildClaim(given: Partial<AnswerClaim> = {}): AnswerClaim {
  return { actor: buildActor(), idempotency, id: uuidv7(), now, ...given };
}

function describeKeptAnswers(name: string, answers: KeptAnswers & AnswerSweep): void {
  describe(`answers kept in ${name}`, () => {
    test("are given to the same request again, as they were written, and to no other", async () => {
      const first = buildClaim();
      const again = () => ({ ...first, id: uuidv7(), now: now + minute });
      expect(await answers.claim(first)).toEqual({ outcome: "first" });
      expect(await answers.claim(again())).toEqual({ outcome: "running" });
      await answers.keep(first, '{"b":1,"a":2}');
      expect(await answers.claim(again())).toEqual({ outcome: "answered", answer: '{"b":1,"a":2}' });
      expect(await answers.claim({ ...again(), idempotency: otherRequest })).toEqual({ outcome: "mismatch" });
    });

    test("count for one caller, route, key, user and tenant", async () => {
      const { actor } = buildClaim();
      const claims = [
        { actor },
        { actor: { ...actor, callerId: "another" } },
        { actor: buildActor({ tenantId: actor.tenantId, userId: "ann" }) },
        { actor: buildActor() },
        { actor, idempotency: { ...idempotency, route: "/other" } },
        { actor, idempotency: { ...idempotency, key: "l" } },
      ];
      for (const claim of claims)
        expect(await answers.claim(buildClaim(claim))).toEqual({ outcome: "first" });
    });

    test("are made by one of twenty at once", async () => {
      const { actor } = buildClaim();
      const claimed = await Promise.all(
        Array.from({ length: 20 }, () => answers.claim(buildClaim({ actor }))),
      );
      expect(claimed.map(({ outcome }) => outcome).toSorted()).toEqual([
        "first",
        ...new Array(19).fill("running"),
      ]);
    });

    test("are another's to make once the first has failed, or died for a minute", async () => {
      const first = buildClaim();
      await answers.claim(first);
      await answers.release({ ...first, id: uuidv7() });
      expect(await answers.claim({ ...first, id: uuidv7() })).toEqual({ outcome: "running" });
      await answers.release(first);
      const second = { ...first, id: uuidv7() };
      expect(await answers.claim(second)).toEqual({ outcome: "first" });
      const later = now + minute + 1;
      const other = { ...first, id: uuidv7(), idempotency: otherRequest, now: later };
      expect(await answers.claim(other)).toEqual({ outcome: "mismatch" });
      const third = { ...first, id: uuidv7(), now: later };
      expect(await answers.claim(third)).toEqual({ outcome: "first" });
      await answers.keep(second, '"late"');
      expect(await answers.claim({ ...third, id: uuidv7() })).toEqual({ outcome: "running" });
    });

    test("are forgotten after a day, whatever is asked then", async () => {
      const first = buildClaim();
      await answers.claim(first);
      await answers.keep(first, "1");
      const nextDay = now + 24 * 60 * minute;
      const again = { ...first, id: uuidv7(), idempotency: otherRequest, now: nextDay };
      expect(await answers.claim(again)).toEqual({ outcome: "mismatch" });
      expect(await answers.claim({ ...again, now: nextDay + 1 })).toEqual({ outcome: "first" });
    });

    test("are swept away after a day, the oldest first, so many at once", async () => {
      // Long before all that others keep meanwhile.
      const then = Date.UTC(2000, 0, 31);
      const kept = [4, 0, 2, 3, 1].map((minutes) => buildClaim({ now: then + minutes * minute }));
      for (const claim of kept) await answers.claim(claim);
      const nextDay = then + 24 * 60 * minute;
      expect(await answers.sweep(nextDay + 4 * minute, 3)).toBe(3);
      expect(await answers.sweep(nextDay + 4 * minute, 3)).toBe(1);
      expect(await answers.claim({ ...kept[0]!, id: uuidv7() })).toEqual({ outcome: "running" });
      expect(await answers.sweep(nextDay + 4 * minute + 1, 3)).toBe(1);
      expect(await answers.claim(kept[0]!)).toEqual({ outcome: "first" });
    });

    test("are none of a tenant that is not there", async () => {
      const actor = buildActor({ mayProvision: false });
      for (let call = 0; call < 2; call++)
        expect(await answers.claim(buildClaim({ actor }))).toEqual({ outcome: "tenant_unknown" });
    });
  });
}

describeKeptAnswers("the fake", fakeKeptAnswers(new Set()));
const database = createDatabase({ url: inject("databaseUrl") });
describeKeptAnswers("Postgres", { ...postgresKeptAnswers(database), ...postgresAnswerSweep(database) });
