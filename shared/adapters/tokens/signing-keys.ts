import { createPrivateKey } from "node:crypto";
import * as z from "zod";

export const signingAlgorithms = ["HS256", "RS256", "ES256"] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

const asymmetric = { RS256: "rsa", ES256: "ec" } as const;

const signingKey = z.looseObject({
  kid: z.string().min(1),
  alg: z.enum(["RS256", "ES256"]),
  kty: z.string(),
});
/** A private key as JSON: its `kid` names it in the tokens that it signed. */
export type SigningKey = z.infer<typeof signingKey>;
const signingKeys = z.array(signingKey).min(1);

export function parseSigningKeys(secret: string): readonly SigningKey[] {
  return signingKeys.parse(JSON.parse(secret));
}

/** What is wrong with the secret for this algorithm, without a word of the secret itself. */
export function complainOfSigningKeys(secret: string, algorithm: SigningAlgorithm): string | undefined {
  if (algorithm === "HS256") return undefined;
  const keys = tryParse(secret);
  if (!keys) return `must be a JSON array of private JWKs with kid and alg for ${algorithm}`;
  if (keys[0]?.alg !== algorithm) return `must begin with a key for ${algorithm}: the first one signs`;
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) return "must give each key a kid of its own";
  const bad = keys.findIndex((key) => !isUsable(key));
  return bad < 0 ? undefined : `holds no usable private key at place ${bad + 1}`;
}

function tryParse(secret: string): readonly SigningKey[] | undefined {
  try {
    return parseSigningKeys(secret);
  } catch {
    return undefined;
  }
}

function isUsable(key: SigningKey): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey({ key, format: "jwk" });
    if (asymmetricKeyType !== asymmetric[key.alg]) return false;
    return key.alg === "RS256"
      ? (asymmetricKeyDetails?.modulusLength ?? 0) >= 2_048
      : asymmetricKeyDetails?.namedCurve === "prime256v1";
  } catch {
    return false;
  }
}
