import { createHash, timingSafeEqual } from "node:crypto";
import { Unauthenticated } from "../../errors.ts";
import type { AccessClaims } from "../../ports/access-tokens.ts";
import type { KnownKey } from "../../ports/api-keys.ts";
import { isApiKey } from "./api-key.ts";
import type { Caller } from "./caller.ts";

export interface Credentials {
  readonly apiKey: string | undefined;
  readonly authorization: string | undefined;
  readonly actsForUserId: string | undefined;
}

export interface AccessRules {
  readonly mode: "dev" | "strict";
  readonly stage: string;
  /** Hashes of the keys that may do everything, in every tenant. */
  readonly operatorKeyHashes: readonly Buffer[];
}

const personScopes: ReadonlySet<string> = new Set(["memory:read", "memory:write", "chat"]);
const everyScope: ReadonlySet<string> = new Set(["memory:read", "memory:write", "chat", "admin", "operator"]);

export function hashKey(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

export function bearerOf(authorization: string): string | undefined {
  return /^bearer +(\S+)$/i.exec(authorization)?.[1];
}

export interface Proofs {
  /** Looks up whose key has this hash. */
  recognise(keyHash: string): Promise<KnownKey | null>;
  /** Says whose a token is. */
  verify(token: string): Promise<AccessClaims | null>;
}

/** Says who calls. What is presented must hold: only a call without any credentials is a developer's. */
export async function authenticate(
  credentials: Credentials,
  rules: AccessRules,
  proofs: Proofs,
): Promise<Caller> {
  const userId = credentials.actsForUserId ?? null;
  const { apiKey, authorization } = credentials;
  if (apiKey !== undefined) {
    const hash = hashKey(apiKey);
    if (isOperatorKey(hash, rules)) return toOperator(hash, userId, rules);
    const known = isApiKey(apiKey, rules.stage) ? await proofs.recognise(hash.toString("hex")) : null;
    if (known) return toKeyHolder(known, hash, userId, rules);
    throw new Unauthenticated();
  }
  if (authorization !== undefined) {
    const token = bearerOf(authorization);
    const claims = token === undefined ? null : await proofs.verify(token);
    if (claims) return toPerson(claims, rules);
    throw new Unauthenticated();
  }
  if (rules.mode === "dev")
    return { id: "dev", tenantId: null, userId, scopes: everyScope, mayProvision: true };
  throw new Unauthenticated();
}

/** A person is who the token says, whoever else the call may name. */
function toPerson(claims: AccessClaims, rules: AccessRules): Caller {
  const { tenantId, userId, signInId, issuedAt, expiresAt, tenantRatePerMinute = null } = claims;
  return {
    id: `user:${tenantId}/${userId}`,
    tenantId,
    userId,
    scopes: personScopes,
    mayProvision: rules.mode === "dev",
    signIn: { id: signInId, issuedAt, expiresAt },
    tenantRatePerMinute,
  };
}

export function isOperatorKey(hash: Buffer, rules: AccessRules): boolean {
  let known = false;
  for (const candidate of rules.operatorKeyHashes) if (timingSafeEqual(candidate, hash)) known = true;
  return known;
}

function toOperator(hash: Buffer, userId: string | null, rules: AccessRules): Caller {
  return {
    id: `key:${hash.toString("hex").slice(0, 16)}`,
    tenantId: null,
    userId,
    scopes: everyScope,
    mayProvision: rules.mode === "dev",
  };
}

/** Whoever may do what every tenant's operator may, may administer each of them. */
function toKeyHolder(known: KnownKey, hash: Buffer, userId: string | null, rules: AccessRules): Caller {
  const everyTenant = known.scopes.includes("operator");
  return {
    id: `key:${known.id}`,
    tenantId: everyTenant ? null : known.tenantId,
    homeTenantId: known.tenantId,
    userId,
    scopes: new Set(everyTenant ? [...known.scopes, "admin"] : known.scopes),
    mayProvision: everyTenant && rules.mode === "dev",
    key: { id: known.id, hash: hash.toString("hex") },
    tenantRatePerMinute: known.tenantRatePerMinute,
  };
}
