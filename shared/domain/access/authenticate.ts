import { createHash, timingSafeEqual } from "node:crypto";
import { Unauthenticated } from "../../errors.ts";
import type { Caller } from "./caller.ts";

export interface Credentials {
  readonly apiKey: string | undefined;
  readonly authorization: string | undefined;
  readonly actsForUserId: string | undefined;
}

export interface AccessRules {
  readonly mode: "dev" | "strict";
  /** Hashes of the keys that may do everything, in every tenant. */
  readonly operatorKeyHashes: readonly Buffer[];
}

const everyScope: ReadonlySet<string> = new Set(["memory:read", "memory:write", "chat", "admin", "operator"]);

export function hashKey(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

/** Says who calls. What is presented must hold: only a call without any credentials is a developer's. */
export function authenticate(credentials: Credentials, rules: AccessRules): Caller {
  const userId = credentials.actsForUserId ?? null;
  if (credentials.apiKey !== undefined) return recogniseKey(credentials.apiKey, userId, rules);
  if (credentials.authorization === undefined && rules.mode === "dev") {
    return { id: "dev", tenantId: null, userId, scopes: everyScope, mayProvision: true };
  }
  throw new Unauthenticated();
}

function recogniseKey(key: string, userId: string | null, rules: AccessRules): Caller {
  const hash = hashKey(key);
  let known = false;
  for (const candidate of rules.operatorKeyHashes) if (timingSafeEqual(candidate, hash)) known = true;
  if (!known) throw new Unauthenticated();
  return {
    id: `key:${hash.toString("hex").slice(0, 16)}`,
    tenantId: null,
    userId,
    scopes: everyScope,
    mayProvision: rules.mode === "dev",
  };
}
