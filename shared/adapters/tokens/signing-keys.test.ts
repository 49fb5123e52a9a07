import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { buildSigningKey } from "#test/builders/build-signing-key.ts";
import { complainOfSigningKeys } from "./signing-keys.ts";

const [rsa, ec] = [buildSigningKey("RS256", "r"), buildSigningKey("ES256", "e")];
const complaintOf = (keys: unknown, algorithm: "RS256" | "ES256" = "RS256") =>
  complainOfSigningKeys(JSON.stringify(keys), algorithm);

describe("keys for tokens", () => {
  test("are right when the first one signs as is set, and each has a name", () => {
    expect(complaintOf([rsa])).toBeUndefined();
    expect(complaintOf([ec, rsa], "ES256")).toBeUndefined();
    expect(complainOfSigningKeys("any text of 32 characters or more", "HS256")).toBeUndefined();
  });

  test.each([
    ["no JSON", "a-secret-of-tests-with-32-characters"],
    ["one key outside an array", JSON.stringify(rsa)],
    ["none", "[]"],
    ["a key without a name", JSON.stringify([{ ...rsa, kid: undefined }])],
    ["a key without an algorithm", JSON.stringify([{ ...rsa, alg: undefined }])],
    ["a key for another one", JSON.stringify([{ ...rsa, alg: "RS512" }])],
  ])("are refused as %s", (_what, secret) => {
    expect(complainOfSigningKeys(secret, "RS256")).toMatch(/^must be a JSON array of private JWKs/);
  });

  test("are refused where the first one cannot sign as is set", () => {
    expect(complaintOf([ec, rsa])).toBe("must begin with a key for RS256: the first one signs");
  });

  test("are refused where two have one name", () => {
    expect(complaintOf([rsa, { ...ec, kid: "r" }])).toBe("must give each key a kid of its own");
  });

  test("are refused where one is public, weak, broken or of another curve, by its place", () => {
    const { d: _, ...publicKey } = ec;
    const weak = generateKeyPairSync("rsa", { modulusLength: 1_024 }).privateKey.export({ format: "jwk" });
    const other = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey.export({ format: "jwk" });
    const bad = [
      publicKey,
      { ...weak, alg: "RS256" },
      { ...rsa, n: "x" },
      { ...other, alg: "ES256" },
      { ...ec, alg: "RS256" },
    ];
    for (const key of bad) {
      expect(complaintOf([rsa, { ...key, kid: "bad" }])).toBe("holds no usable private key at place 2");
    }
  });
});
