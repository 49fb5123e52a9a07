import { createHash, timingSafeEqual } from "node:crypto";
import { Unauthenticated } from "../../errors.ts";
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

const everyScope: ReadonlySet<string> = new Set(["memory:read", "memory:write", "chat", "admin", "operator"]);

export function hashKey(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

/** Looks up whose key has this hash. */
export type Recognise = (keyHash: string) => Promise<KnownKey | null>;

/** Says who calls. What is presented must hold: only a call without any credentials is a developer's. */
export async function authenticate(
  credentials: Credentials,
  rules: AccessRules,
  recognise: Recognise,
): Promise<Caller> {
  const userId = credentials.actsForUserId ?? null;
  const { apiKey } = credentials;
  if (apiKey !== undefined) {
    const hash = hashKey(apiKey);
    if (isOperatorKey(hash, rules)) return toOperator(hash, userId, rules);
    const known = isApiKey(apiKey, rules.stage) ? await recognise(hash.toString("hex")) : null;
    if (known) return toKeyHolder(known, hash, userId, rules);
    throw new Unauthenticated();
  }
  if (credentials.authorization === undefined && rules.mode === "dev") {
    return { id: "dev", tenantId: null, userId, scopes: everyScope, mayProvision: true };
  }
  throw new Unauthenticated();
}

function isOperatorKey(hash: Buffer, rules: AccessRules): boolean {
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
