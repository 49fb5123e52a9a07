import { expect, test } from "vitest";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { sweepConnections } from "./sweep-connections.ts";

test("says how many sockets' traces it took away, as of now", async () => {
  const clock = fakeClock();
  const connectionSweep = { sweep: async (now: number) => (now === clock.now() ? 3 : 0) };
  expect(await sweepConnections({ connectionSweep, clock, log: fakeLog() })).toEqual({ swept: 3 });
});

test("leaves them to the next night where the store does not answer", async () => {
  const log = fakeLog();
  const connectionSweep = { sweep: () => Promise.reject(new Error("no answer")) };
  expect(await sweepConnections({ connectionSweep, clock: fakeClock(), log })).toEqual({ swept: 0 });
  expect(log.lines).toMatchObject([{ level: "warn", what: "connections not swept" }]);
});
