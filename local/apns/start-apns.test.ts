import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LocalApns, startApns } from "./start-apns.ts";
import { pushTo } from "./test-pusher.ts";

const token = "0f".repeat(32);
let apns: LocalApns;
beforeEach(async () => {
  apns = await startApns();
});
afterEach(() => apns.close());

test("what it takes can be read by a plain GET, the last one first", async () => {
  for (const body of ["one", "two"]) {
    expect(await pushTo(apns, { token, payload: { aps: { alert: { body } } } })).toMatchObject([
      { status: 200 },
    ]);
  }
  const response = await fetch(apns.url);
  expect(await response.json()).toMatchObject([
    { token, payload: { aps: { alert: { body: "two" } } } },
    { payload: { aps: { alert: { body: "one" } } } },
  ]);
});

test.each([
  ["no token of the sender", { headers: { authorization: undefined } }, 403, "MissingProviderToken"],
  ["a token of nobody", { headers: { authorization: "bearer a.b.c" } }, 403, "InvalidProviderToken"],
  ["a token of another key", { claims: { keyId: "OTHER" } }, 403, "InvalidProviderToken"],
  ["a token of another team", { claims: { teamId: "OTHER" } }, 403, "InvalidProviderToken"],
  ["an old token", { claims: { ageMinutes: 61 } }, 403, "ExpiredProviderToken"],
  ["no topic", { headers: { "apns-topic": undefined } }, 400, "MissingTopic"],
  ["another topic", { headers: { "apns-topic": "another.app" } }, 400, "TopicDisallowed"],
  ["no push type", { headers: { "apns-push-type": undefined } }, 400, "InvalidPushType"],
  ["a priority unheard of", { headers: { "apns-priority": "7" } }, 400, "BadPriority"],
  ["an expiry that is none", { headers: { "apns-expiration": "soon" } }, 400, "BadExpirationDate"],
  ["a long collapse id", { headers: { "apns-collapse-id": "x".repeat(65) } }, 400, "BadCollapseId"],
  ["an id that is none", { headers: { "apns-id": "7" } }, 400, "BadMessageId"],
  ["a device that is none", { token: "my-phone" }, 400, "BadDeviceToken"],
  ["too much to say", { payload: { text: "x".repeat(4_096) } }, 413, "PayloadTooLarge"],
])("%s is refused as Apple refuses it", async (_what, given, status, reason) => {
  const [answer] = await pushTo(apns, { token, payload: { aps: { alert: { body: "hi" } } }, ...given });
  expect([answer?.status, JSON.parse(answer!.body)]).toEqual([status, { reason }]);
  expect(apns.taken).toEqual([]);
});

test("tokens of the sender that change within twenty minutes are too many for one session", async () => {
  const payload = { aps: { alert: { body: "hi" } } };
  const answers = await pushTo(apns, { token, payload }, { token, payload });
  expect(answers).toEqual([
    { status: 200, body: "" },
    { status: 429, body: JSON.stringify({ reason: "TooManyProviderTokenUpdates" }) },
  ]);
});

test("whoever says nothing does not keep it from closing", async () => {
  const silent = connect(Number(new URL(apns.url).port), "127.0.0.1");
  await once(silent, "connect");
  const closed = once(silent, "close");
  await apns.close();
  await closed;
  apns = await startApns();
});
