import type { Actor } from "./actor.ts";
import type { IdempotencyClaim } from "./messages.ts";
import type { Page, PageRequest } from "./page.ts";

/** What a tenant has set for itself; null leaves it to the app's defaults. */
export interface TenantSettings {
  readonly weights: Readonly<Record<"similarity" | "importance" | "decay", number | null>>;
  readonly halfLifeDays: number | null;
  readonly requestsPerMinute: number | null;
  /** Whether facts are drawn from what is said: null is from chat and not from what comes in as messages. */
  readonly extraction: boolean | null;
  readonly forbiddenTypes: readonly string[];
  /** Types of memory that ask for consent and are kept of everybody who has not said no. */
  readonly consentDefaults: readonly string[];
  /** What is answered to whoever is in danger. */
  readonly careAnswer: string | null;
}

export interface Tenant extends TenantSettings {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

export interface NewTenant {
  /** Of the tenant that begins. */
  readonly actor: Actor;
  readonly name: string;
  readonly now: number;
  readonly idempotency: IdempotencyClaim | null;
}

export type CreatedTenant =
  | { readonly outcome: "created"; readonly createdAt: number }
  | { readonly outcome: "mismatch" | "taken" };

export interface Tenants {
  /** A repeat under one key is created as it was the first time. */
  create(tenant: NewTenant): Promise<CreatedTenant>;
  list(page: PageRequest): Promise<Page<Tenant>>;
  /** Sets what is given and leaves the rest; null where there is no such tenant. */
  update(actor: Actor, change: Partial<TenantSettings>, now: number): Promise<Tenant | null>;
}
