import { describe, expect, test } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildFinish, buildTurn, turnsBeganAt as now } from "#test/builders/build-turn.ts";
import { claim, turnsSubjects } from "./turns-subject.ts";

const dayMs = 24 * 3_600_000;

describe.each(turnsSubjects)("what was used in %s", (_name, make) => {
  const subject = make();

  test("is listed by day and model, newest first, for its tenant alone", async () => {
    const anna = buildPerson();
    const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
    const spend = async (person: typeof anna, usedModel: string, at: number) => {
      const turn = buildTurn(person, { now: at });
      const usage = { model: usedModel, promptTokens: 3_000_000_000 / 2, completionTokens: 1, costMicros: 2 };
      await subject.turns.finish(buildFinish(turn, await claim(subject, turn), { usage, now: at }));
    };
    await spend(anna, "b", now);
    await spend(ben, "b", now);
    await spend(anna, "a", now);
    await spend(anna, "b", now - dayMs);
    await spend(anna, "b", now - 9 * dayMs);
    await spend(buildPerson(), "b", now);
    const one = { turns: 1, promptTokens: 1_500_000_000, completionTokens: 1, costMicros: 2 };
    const both = { turns: 2, promptTokens: 3_000_000_000, completionTokens: 2, costMicros: 4 };
    expect(
      await subject.usage.list({ tenantId: anna.tenantId, from: "2026-01-30", to: "2026-01-31" }),
    ).toEqual([
      { day: "2026-01-31", model: "a", ...one },
      { day: "2026-01-31", model: "b", ...both },
      { day: "2026-01-30", model: "b", ...one },
    ]);
  });

  test("is of the day in UTC on which a turn ended, and of none where nothing was used", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna, { now: Date.UTC(2026, 0, 31, 23, 59, 59, 999) });
    await subject.turns.finish(buildFinish(turn, await claim(subject, turn), { now: Date.UTC(2026, 1, 1) }));
    const idle = buildTurn(anna);
    await subject.turns.finish(buildFinish(idle, await claim(subject, idle), { usage: null }));
    const listed = await subject.usage.list({
      tenantId: anna.tenantId,
      from: "2026-01-01",
      to: "2026-12-31",
    });
    expect(listed.map(({ day, turns }) => [day, turns])).toEqual([["2026-02-01", 1]]);
  });
});
