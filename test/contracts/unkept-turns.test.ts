import { describe, expect, inject, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresUsageLedger } from "#shared/adapters/postgres/postgres-usage-ledger.ts";
import { postgresTurns } from "#shared/adapters/postgres/turns/postgres-turns.ts";
import { postgresUnkeptTurns } from "#shared/adapters/postgres/turns/postgres-unkept-turns.ts";
import type { Turns } from "#shared/ports/turns.ts";
import type { UnkeptTurns } from "#shared/ports/unkept-turns.ts";
import type { UsageLedger } from "#shared/ports/usage.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import { buildTurn, buildTurnMessage, turnsBeganAt as now } from "#test/builders/build-turn.ts";
import { nothingKnown } from "#test/builders/nothing-known.ts";
import { createFakeChatStore } from "#test/fakes/fake-chat-store.ts";
import { fakeTurns } from "#test/fakes/fake-turns.ts";
import { fakeUnkeptTurns } from "#test/fakes/fake-unkept-turns.ts";
import { fakeUsageLedger } from "#test/fakes/fake-usage-ledger.ts";

interface Subject {
  readonly unkept: UnkeptTurns;
  readonly turns: Turns;
  readonly usage: UsageLedger;
}

const subjects: readonly (readonly [string, () => Subject])[] = [
  [
    "the fake",
    () => {
      const store = createFakeChatStore();
      return { unkept: fakeUnkeptTurns(store), turns: fakeTurns(store), usage: fakeUsageLedger(store) };
    },
  ],
  [
    "Postgres",
    () => {
      const database = createDatabase({ url: inject("databaseUrl") });
      return {
        unkept: postgresUnkeptTurns(database),
        turns: postgresTurns(database),
        usage: postgresUsageLedger(database),
      };
    },
  ],
];

const took = { model: "m", promptTokens: 10, completionTokens: 5, costMicros: 7 };

describe.each(subjects)("a turn of which nothing is kept, in %s", (_name, make) => {
  const { unkept, turns, usage } = make();
  const later = now + 60_000;
  const read = (person: ActingUser, text: string) =>
    unkept.read({
      person,
      conversationId: buildTurn(person).conversationId,
      recall: buildQuery({ text, topK: 5, asOf: later }),
      now: later,
    });
  const usageOf = ({ tenantId }: ActingUser) =>
    usage.list({ tenantId, from: "2026-01-01", to: "2026-12-31" });

  test("reads what is known, of somebody new nothing", async () => {
    const anna = buildPerson();
    expect(await read(anna, "Where is the cedar?")).toEqual({
      memories: [],
      knowledge: nothingKnown,
      careAnswer: null,
      tokensToday: 0,
      profile: { name: null, locale: null, timeZone: null },
    });
    await turns.begin(buildTurn(anna, { message: buildTurnMessage({ content: "my cedar tree is tall" }) }));
    const known = await read(anna, "Where is the cedar?");
    expect(known!.memories.map(({ content }) => content)).toEqual(["my cedar tree is tall"]);
    const ben = buildPerson({ userId: "ben", tenantId: anna.tenantId });
    expect((await read(ben, "Where is the cedar?"))!.memories).toEqual([]);
  });

  test("finds no tenant that is not there, where its caller may make none", async () => {
    expect(await read(buildPerson({ mayProvision: false }), "Hello")).toBeNull();
  });

  test("adds to what the tenant has spent on the day", async () => {
    const anna = buildPerson();
    await read(anna, "Hello");
    for (const at of [now, later]) await unkept.spend({ tenantId: anna.tenantId, usage: took, now: at });
    expect(await usageOf(anna)).toEqual([
      { day: "2026-01-31", model: "m", turns: 2, promptTokens: 20, completionTokens: 10, costMicros: 14 },
    ]);
    expect((await read(anna, "Hello"))!.tokensToday).toBe(30);
  });

  test("counts nothing for a tenant that is not there", async () => {
    const nobody = buildPerson();
    await unkept.spend({ tenantId: nobody.tenantId, usage: took, now });
    expect(await usageOf(nobody)).toEqual([]);
  });
});
