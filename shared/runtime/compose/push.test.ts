import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalApns, startApns } from "#local/apns/start-apns.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildSettings } from "#test/builders/build-settings.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import type { Database } from "../../adapters/postgres/database.ts";
import { composePush } from "./push.ts";

const note = { deliveryId: "d", body: "Drink water", data: {}, expiresAt: 0 };
const token = "0f".repeat(32);

let apns: LocalApns;
beforeAll(async () => {
  apns = await startApns();
});
afterAll(() => apns.close());

function databaseOf(...rows: readonly object[]): Database & { readonly asked: unknown[] } {
  const asked: unknown[] = [];
  return {
    asked,
    query: async <Row>(reach: unknown) => {
      asked.push(reach);
      return rows as Row[];
    },
    queryAll: () => Promise.reject(new Error("nothing asks for several")),
  };
}

test("without a key nobody is told, nothing is asked, and the log says so once", async () => {
  const [log, database] = [fakeLog(), databaseOf()];
  const push = composePush(buildSettings(), database, log);
  for (const _ of [1, 2]) {
    expect(await push.push(buildPerson(), note)).toEqual({ accepted: 0, removed: 0 });
  }
  expect(database.asked).toEqual([]);
  expect(log.lines.map(({ what }) => what)).toEqual(["push is off: no key for APNs is set"]);
});

test("with one, a person's devices are told, and no other row is in reach", async () => {
  const { tenantId, userId, ownerId } = buildPerson();
  const database = databaseOf({ id: "1", environment: "sandbox", token, updated_at: new Date() });
  const push = composePush(buildSettings(apns.settings), database, fakeLog());
  const deliveryId = "018f0000-0000-7000-8000-000000000000";
  expect(await push.push({ tenantId, userId, ownerId }, { ...note, deliveryId })).toEqual({
    accepted: 1,
    removed: 0,
  });
  expect(apns.shown(token)).toMatchObject([{ collapseId: deliveryId }]);
  expect(database.asked).toEqual([{ scope: "user", tenantId, userId, ownerId }]);
});
