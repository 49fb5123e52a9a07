import { generateKeyPairSync } from "node:crypto";

/** A private key as AIMI_JWT_SECRET holds it. */
export function buildSigningKey(alg: "RS256" | "ES256", kid: string) {
  const { privateKey } =
    alg === "RS256"
      ? generateKeyPairSync("rsa", { modulusLength: 2_048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), alg, kid };
}
