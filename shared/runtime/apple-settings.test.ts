import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type BadSettings, readSettings } from "./settings.ts";

const privateKeyOf = (pair: ReturnType<typeof generateKeyPairSync>) =>
  pair.privateKey.export({ type: "pkcs8", format: "pem" }) as string;
const pem = privateKeyOf(generateKeyPairSync("ec", { namedCurve: "P-256" }));
const whole = {
  AIMI_APPLE_CLIENT_IDS: "app.aimi.coach, app.aimi.web",
  AIMI_APPLE_TEAM_ID: "TEAM123456",
  AIMI_APPLE_KEY_ID: "KEY1234567",
  AIMI_APPLE_PRIVATE_KEY: pem,
  AIMI_APPLE_TOKEN_KEY: "a-secret-of-at-least-32-characters",
};

function complaintsOf(environment: Record<string, string | undefined>, secret = {}): readonly string[] {
  try {
    readSettings(environment, secret);
    return [];
  } catch (error) {
    return (error as BadSettings).complaints;
  }
}

describe("Apple's settings", () => {
  test("may be left out, and name Apple itself", () => {
    expect(readSettings({}, {})).toMatchObject({
      AIMI_APPLE_CLIENT_IDS: [],
      AIMI_APPLE_URL: "https://appleid.apple.com",
    });
  });

  test("may name the apps alone", () => {
    expect(complaintsOf({ AIMI_APPLE_CLIENT_IDS: "app.aimi.coach" })).toEqual([]);
  });

  test("may say to which tenant an app belongs", () => {
    const AIMI_APPLE_TENANTS = "app.aimi.coach=acme, app.aimi.web=acme";
    expect(readSettings({ ...whole, AIMI_APPLE_TENANTS }, {})).toMatchObject({
      AIMI_APPLE_TENANTS: { "app.aimi.coach": "acme", "app.aimi.web": "acme" },
    });
    expect(complaintsOf({ ...whole, AIMI_APPLE_TENANTS: "app.aimi.caoch=acme" })).toEqual([
      "AIMI_APPLE_TENANTS names app.aimi.caoch, which AIMI_APPLE_CLIENT_IDS lacks",
    ]);
    for (const wrong of ["app.aimi.coach", "app.aimi.coach=", "=acme", "app.aimi.coach=acme=other"]) {
      expect(complaintsOf({ ...whole, AIMI_APPLE_TENANTS: wrong })).toEqual([
        "AIMI_APPLE_TENANTS must be pairs such as app.example.coach=acme",
      ]);
    }
  });

  test("are read whole, a key in one line too", () => {
    const inOneLine = pem.trim().replaceAll("\n", "\\n");
    for (const AIMI_APPLE_PRIVATE_KEY of [pem.trim(), inOneLine]) {
      expect(readSettings({ ...whole, AIMI_APPLE_PRIVATE_KEY }, {})).toMatchObject({
        AIMI_APPLE_CLIENT_IDS: ["app.aimi.coach", "app.aimi.web"],
        AIMI_APPLE_PRIVATE_KEY: pem.trim(),
        AIMI_APPLE_TOKEN_KEY: ["a-secret-of-at-least-32-characters"],
      });
    }
  });

  test.each(["AIMI_APPLE_TEAM_ID", "AIMI_APPLE_KEY_ID", "AIMI_APPLE_PRIVATE_KEY", "AIMI_APPLE_TOKEN_KEY"])(
    "without %s are not whole",
    (name) => {
      const first = name === "AIMI_APPLE_TEAM_ID" ? "AIMI_APPLE_KEY_ID" : "AIMI_APPLE_TEAM_ID";
      expect(complaintsOf({ ...whole, [name]: undefined })).toEqual([
        `${name} is missing: it goes with ${first}`,
      ]);
    },
  );

  test.each([
    ["text", "not a key"],
    ["half a key", pem.slice(0, 80)],
    ["a key of RSA", privateKeyOf(generateKeyPairSync("rsa", { modulusLength: 2048 }))],
    ["a key of another curve", privateKeyOf(generateKeyPairSync("ec", { namedCurve: "P-384" }))],
  ])("take no %s for Apple's key, and do not repeat it", (_what, key) => {
    expect(complaintsOf({ ...whole, AIMI_APPLE_PRIVATE_KEY: key })).toEqual([
      "AIMI_APPLE_PRIVATE_KEY must be the text of the .p8 file that Apple gives",
    ]);
  });

  test("take no short secret to seal with, in a list neither", () => {
    expect(complaintsOf({ ...whole, AIMI_APPLE_TOKEN_KEY: `${whole.AIMI_APPLE_TOKEN_KEY},short` })).toEqual([
      "AIMI_APPLE_TOKEN_KEY each key must have at least 32 characters",
    ]);
  });

  test("take their secrets from the stage's secret alone, and Apple by TLS", () => {
    const deployed = { AIMI_STAGE: "prod", AIMI_APPLE_URL: "http://apple.example/" };
    expect(complaintsOf(deployed, whole)).toEqual(["AIMI_APPLE_URL must use TLS outside the stage local"]);
    expect(complaintsOf({ AIMI_STAGE: "prod", ...whole })).toEqual([
      "AIMI_APPLE_PRIVATE_KEY must come from the stage's secret, not from the environment",
      "AIMI_APPLE_TOKEN_KEY must come from the stage's secret, not from the environment",
    ]);
    expect(readSettings({ AIMI_APPLE_URL: "http://apple.example/" }, {}).AIMI_APPLE_URL).toBe(
      "http://apple.example",
    );
  });
});
