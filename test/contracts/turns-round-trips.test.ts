import http from "node:http";
import { expect, inject, test, vi } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildFinish, buildLost, buildTurn } from "#test/builders/build-turn.ts";
import { claim, postgresTurnsSubject } from "./turns-subject.ts";

const { turns, usage } = postgresTurnsSubject(inject("databaseUrl"));

async function askedBy(call: () => Promise<unknown>): Promise<number> {
  const fetched = vi.spyOn(http, "request");
  await call();
  const count = fetched.mock.calls.length;
  fetched.mockRestore();
  return count;
}

test("to begin a turn, to end it, and to give it up are one round trip each, the first of a tenant too", async () => {
  const anna = buildPerson();
  const turn = buildTurn(anna);
  expect(await askedBy(() => turns.begin(turn))).toBe(1);
  const held = await claim({ turns }, turn);
  expect(await askedBy(() => turns.finish(buildFinish(turn, held)))).toBe(1);
  expect(await askedBy(() => turns.begin(turn))).toBe(1);
  expect(await askedBy(() => turns.abandon(buildLost(buildTurn(anna))))).toBe(1);
  const day = "2026-01-31";
  expect(await askedBy(() => usage.list({ tenantId: anna.tenantId, from: day, to: day }))).toBe(1);
  expect(await askedBy(() => turns.begin(buildTurn(buildPerson({ mayProvision: false }))))).toBe(1);
});
