import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalApple, makeSub, startLocalApple } from "#test/apple/start-local-apple.ts";
import { buildSettings } from "#test/builders/build-settings.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { NotSetUp } from "../../errors.ts";
import { handlingOf } from "../error-response.ts";
import { composeApple } from "./apple.ts";

let apple: LocalApple;
beforeAll(async () => {
  apple = await startLocalApple();
});
afterAll(() => apple.close());

test("without an app of Apple's, every call says that it is not set up", async () => {
  const unset = composeApple(buildSettings(), fakeLog());
  const identity = { sub: "s", clientId: "c", email: null, isPrivateEmail: false, issuedAt: 0 };
  for (const call of [
    () => unset.verify("token", null),
    () => unset.exchange("code", identity),
    () => unset.revoke("grant"),
    () => unset.verifyNotification("payload"),
  ]) {
    const error = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotSetUp);
    expect((error as Error).message).toBe("sign-in with Apple is not set up here");
    expect(handlingOf(error).status).toBe(503);
  }
});

test("with an app alone, people sign in, and codes are left alone", async () => {
  const { AIMI_APPLE_URL, AIMI_APPLE_CLIENT_IDS } = apple.settings;
  const ids = composeApple(buildSettings({ AIMI_APPLE_URL, AIMI_APPLE_CLIENT_IDS }), fakeLog());
  const sub = makeSub();
  const identity = await ids.verify(await apple.identityToken({ sub }), null);
  expect(identity.sub).toBe(sub);
  expect(await ids.exchange(apple.issueCode(sub), identity)).toBeNull();
});

test("with all that Apple gives a developer, a code becomes a grant, and a grant is revoked", async () => {
  const ids = composeApple(buildSettings(apple.settings), fakeLog());
  const sub = makeSub();
  const identity = await ids.verify(await apple.identityToken({ sub }), null);
  await ids.revoke((await ids.exchange(apple.issueCode(sub), identity))!);
  expect(apple.refreshTokens()).toEqual([]);
});
