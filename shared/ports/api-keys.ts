import type { Actor } from "./actor.ts";
import type { IdempotencyClaim } from "./messages.ts";
import type { Page, PageRequest } from "./page.ts";

export interface ApiKey {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdBy: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

/** What a presented key stands for. */
export interface KnownKey {
  readonly id: string;
  readonly tenantId: string;
  readonly scopes: readonly string[];
  /** What the tenant itself is limited to; null leaves it to the stage. */
  readonly tenantRatePerMinute: number | null;
}

export interface NewApiKey {
  readonly actor: Actor;
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly keyHash: string;
  readonly now: number;
  readonly idempotency: IdempotencyClaim | null;
}

export type CreatedKey = "created" | "repeated" | "mismatch" | "tenant_unknown";

/** The keys of tenants, known by their hashes alone. */
export interface ApiKeys {
  create(key: NewApiKey): Promise<CreatedKey>;
  /** A tenant's keys, oldest first; null where there is no such tenant. */
  list(tenantId: string, page: PageRequest): Promise<Page<ApiKey> | null>;
  /** Revokes a key of a tenant, or with null of any; whether there is such a key. Again is the same. */
  revoke(
    tenantId: string | null,
    id: string,
    by: { readonly callerId: string; readonly now: number },
  ): Promise<boolean>;
}

export interface KeyRegister {
  /** Whose key has this hash, unless it was revoked; notes its use, to a few minutes. */
  recognise(keyHash: string, now: number): Promise<KnownKey | null>;
}
