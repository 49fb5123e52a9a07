import { expect, test } from "vitest";
import { fakeLog } from "#test/fakes/fake-log.ts";
import type { DisabledUsers } from "../../ports/disabled-users.ts";
import { keepOutDisabled } from "./keep-out-disabled.ts";

const all = Array.from({ length: 250 }, (_, at) => ({
  tenantId: "acme",
  userId: `user-${at}`,
  disabledAt: at,
}));
const disabledUsers: DisabledUsers = {
  async list(after, limit) {
    const from = after === null ? 0 : all.findIndex(({ userId }) => userId === after.userId) + 1;
    return all.slice(from, from + limit);
  },
};

test("tells of everybody who is disabled, however many they are", async () => {
  const told = new Set<string>();
  const revocations = { keepOut: async (_tenant: string, userId: string) => void told.add(userId) };
  expect(await keepOutDisabled({ disabledUsers, revocations, log: fakeLog() })).toEqual({ disabled: 250 });
  expect([...told]).toEqual(all.map(({ userId }) => userId));
});

test("leaves the rest to the next night where Redis does not answer", async () => {
  const log = fakeLog();
  let calls = 0;
  const keepOut = async () => {
    if (++calls > 100) throw new Error("no answer");
  };
  expect(await keepOutDisabled({ disabledUsers, revocations: { keepOut }, log })).toEqual({ disabled: 100 });
  expect(log.lines).toMatchObject([{ level: "warn" }]);
});
