import { createPrivateKey, createPublicKey } from "node:crypto";
import { type CryptoKey, importJWK, type JWK, jwtVerify, SignJWT } from "jose";
import { parseSigningKeys, type SigningAlgorithm } from "./signing-keys.ts";

interface TokenKey {
  readonly kid: string | undefined;
  readonly alg: SigningAlgorithm;
  readonly signs: CryptoKey;
  readonly verifies: CryptoKey;
  /** Null where whoever can verify could sign too. */
  readonly publicKey: JWK | null;
}

export interface TokenKeys {
  /** The first one signs, all verify. */
  readonly keys: readonly TokenKey[];
}

export async function importKeys(secret: string, algorithm: SigningAlgorithm): Promise<TokenKeys> {
  if (algorithm !== "HS256") return { keys: await Promise.all(parseSigningKeys(secret).map(importPair)) };
  const bytes = new TextEncoder().encode(secret);
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
    "verify",
  ]);
  return { keys: [{ kid: undefined, alg: "HS256", signs: key, verifies: key, publicKey: null }] };
}

async function importPair(jwk: ReturnType<typeof parseSigningKeys>[number]): Promise<TokenKey> {
  const { kid, alg } = jwk;
  const publicHalf = createPublicKey(createPrivateKey({ key: jwk, format: "jwk" })).export({ format: "jwk" });
  const publicKey: JWK = { ...(publicHalf as JWK), kid, alg, use: "sig" };
  const [signs, verifies] = await Promise.all([importJWK(jwk as JWK, alg), importJWK(publicKey, alg)]);
  return { kid, alg, signs: signs as CryptoKey, verifies: verifies as CryptoKey, publicKey };
}

export async function sign(
  { keys: [key] }: TokenKeys,
  payload: Readonly<Record<string, string | number>>,
): Promise<string> {
  const header = { alg: key!.alg, typ: "JWT", ...(key!.kid !== undefined && { kid: key!.kid }) };
  return await new SignJWT({ ...payload }).setProtectedHeader(header).sign(key!.signs);
}

/** The claims of a token that one of the keys signed, by its own algorithm and no other, and that has not expired. */
export async function verify({ keys }: TokenKeys, token: string, now: number) {
  const algorithms = [...new Set(keys.map(({ alg }) => alg))];
  const { payload } = await jwtVerify(
    token,
    ({ kid, alg }) => {
      const key = keys.find((candidate) => candidate.kid === undefined || candidate.kid === kid);
      if (!key || key.alg !== alg) throw new Error("no key of ours");
      return key.verifies;
    },
    {
      algorithms,
      typ: "JWT",
      currentDate: new Date(now),
      requiredClaims: ["sub", "tid", "jti", "iat", "exp"],
    },
  );
  return payload;
}
