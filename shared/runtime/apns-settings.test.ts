import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { pushSettingsOf } from "./apns-settings.ts";
import { type BadSettings, readSettings } from "./settings.ts";

const makeKey = () =>
  generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
    type: "pkcs8",
    format: "pem",
  }) as string;
const [pem, pemOfApple] = [makeKey(), makeKey()];

const whole = {
  AIMI_APNS_TEAM_ID: "TEAM123456",
  AIMI_APNS_KEY_ID: "PUSHKEY123",
  AIMI_APNS_PRIVATE_KEY: pem,
  AIMI_APNS_TOPIC: "app.aimi.coach",
};
const apple = {
  AIMI_APPLE_CLIENT_IDS: "app.aimi.phone,app.aimi.web",
  AIMI_APPLE_TEAM_ID: "APPLETEAM1",
  AIMI_APPLE_KEY_ID: "APPLEKEY12",
  AIMI_APPLE_PRIVATE_KEY: pemOfApple,
  AIMI_APPLE_TOKEN_KEY: "a-secret-of-at-least-32-characters",
};
const urls = { production: "https://api.push.apple.com", sandbox: "https://api.sandbox.push.apple.com" };

const read = (environment: Record<string, string | undefined>) =>
  pushSettingsOf(readSettings(environment, {}));

function complaintsOf(environment: Record<string, string | undefined>, secret = {}): readonly string[] {
  try {
    readSettings(environment, secret);
    return [];
  } catch (error) {
    return (error as BadSettings).complaints;
  }
}

describe("push", () => {
  test("is off where nothing is said of it", () => {
    expect(read({})).toBeNull();
    expect(read({ AIMI_APPLE_CLIENT_IDS: apple.AIMI_APPLE_CLIENT_IDS })).toBeNull();
  });

  test("has a key of its own, in one line too", () => {
    const { AIMI_APNS_TOPIC: topic } = whole;
    const inOneLine = { ...whole, AIMI_APNS_PRIVATE_KEY: pem.replaceAll("\n", "\\n") };
    const key = { teamId: "TEAM123456", keyId: "PUSHKEY123", privateKey: pem };
    for (const given of [whole, inOneLine, { ...apple, ...whole }]) {
      expect(read(given)).toEqual({ key, topic, urls });
    }
  });

  test("has the key, the team and the first app of sign-in with Apple where it is given none", () => {
    const key = { teamId: "APPLETEAM1", keyId: "APPLEKEY12", privateKey: pemOfApple };
    expect(read(apple)).toEqual({ key, topic: "app.aimi.phone", urls });
    expect(read({ ...apple, AIMI_APNS_TOPIC: "app.aimi.coach" })).toMatchObject({
      key,
      topic: "app.aimi.coach",
    });
    const ownKey = { AIMI_APNS_KEY_ID: "PUSHKEY123", AIMI_APNS_PRIVATE_KEY: pem };
    expect(read({ ...apple, ...ownKey })).toMatchObject({
      key: { teamId: "APPLETEAM1", keyId: "PUSHKEY123", privateKey: pem },
      topic: "app.aimi.phone",
    });
  });

  test.each(Object.keys(whole))("without %s is not whole, and the start stops", (name) => {
    const first = name === "AIMI_APNS_KEY_ID" ? "AIMI_APNS_PRIVATE_KEY" : "AIMI_APNS_KEY_ID";
    expect(complaintsOf({ ...whole, [name]: undefined })).toEqual([
      `${name} is missing: it goes with ${first}`,
    ]);
  });

  test("takes no key of sign-in under an id of its own, and the other way round", () => {
    expect(complaintsOf({ ...apple, AIMI_APNS_KEY_ID: "PUSHKEY123" })).toEqual([
      "AIMI_APNS_PRIVATE_KEY is missing: it goes with AIMI_APNS_KEY_ID",
    ]);
    expect(complaintsOf({ ...apple, AIMI_APNS_PRIVATE_KEY: pem })).toEqual([
      "AIMI_APNS_KEY_ID is missing: it goes with AIMI_APNS_PRIVATE_KEY",
    ]);
  });

  test("takes nothing for a key that is none, and does not repeat it", () => {
    expect(complaintsOf({ ...whole, AIMI_APNS_PRIVATE_KEY: "not a key" })).toEqual([
      "AIMI_APNS_PRIVATE_KEY must be the text of the .p8 file that Apple gives",
    ]);
  });

  test("takes its key from the stage's secret alone, and APNs by TLS", () => {
    const plain = { AIMI_APNS_URL: "http://a.example/", AIMI_APNS_SANDBOX_URL: "http://b.example" };
    expect(complaintsOf({ AIMI_STAGE: "prod", ...plain }, whole)).toEqual([
      "AIMI_APNS_URL must use TLS outside the stage local",
      "AIMI_APNS_SANDBOX_URL must use TLS outside the stage local",
    ]);
    expect(complaintsOf({ AIMI_STAGE: "prod", ...whole })).toEqual([
      "AIMI_APNS_PRIVATE_KEY must come from the stage's secret, not from the environment",
    ]);
    expect(read({ ...whole, ...plain })?.urls).toEqual({
      production: "http://a.example",
      sandbox: "http://b.example",
    });
  });
});
