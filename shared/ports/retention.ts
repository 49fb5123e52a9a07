import type { Actor } from "./actor.ts";
import type { IdempotencyClaim, Role } from "./messages.ts";
import type { Page, PageRequest } from "./page.ts";

/** What a tenant lets go of, and when. */
export interface RetentionPolicy {
  readonly enabled: boolean;
  /** Null puts nothing away. */
  readonly archive: {
    readonly afterDays: number;
    /** Null is every importance. */
    readonly belowImportance: number | null;
    readonly roles: readonly Role[];
  } | null;
  /** Null deletes nothing. */
  readonly delete: { readonly archivedForDays: number } | null;
  /** What any of these names is neither put away nor deleted. */
  readonly keep: {
    readonly roles: readonly Role[];
    readonly minImportance: number | null;
    readonly metadata: Readonly<Record<string, string | number | boolean>>;
  };
}

export interface RetentionPolicies {
  /** Null policy where the tenant has set none; null where there is no such tenant. */
  find(tenantId: string): Promise<{ readonly policy: RetentionPolicy | null } | null>;
  /** Whether there is such a tenant. */
  set(actor: Actor, policy: RetentionPolicy, now: number): Promise<boolean>;
}

export interface RetentionRun {
  readonly id: string;
  /** Null is a run over all tenants. */
  readonly tenantId: string | null;
  /** Null is the nightly schedule. */
  readonly requestedBy: string | null;
  readonly dryRun: boolean;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly archiveBefore: number | null;
  readonly deleteBefore: number | null;
  readonly archived: number;
  readonly deleted: number;
  /** How many tenants a run over all of them was handed to; null where it is of one. */
  readonly tenants: number | null;
}

export interface NewRun {
  readonly id: string;
  readonly tenantId: string;
  /** The tenant itself as an owner. */
  readonly ownerId: string;
  /** The run over all tenants that it is a part of. */
  readonly parentId: string | null;
  readonly requestedBy: string | null;
  readonly dryRun: boolean;
  readonly now: number;
  /** What counts where the tenant has set no policy. */
  readonly defaultPolicy: RetentionPolicy;
  readonly mayProvision: boolean;
}

export interface NewRunForAll {
  readonly id: string;
  readonly requestedBy: string;
  readonly now: number;
  readonly dryRun: boolean;
}

export interface RunQuery extends PageRequest {
  /** Null is all tenants, and the runs that are no part of another. */
  readonly tenantId: string | null;
}

/** The record of every run. */
export interface RetentionRuns {
  /** The id under which a call with this key runs: the first one's. */
  claim(actor: Actor, id: string, claim: IdempotencyClaim, now: number): Promise<string | "mismatch">;
  /** Fixes the policy and its instants; a dry run is counted and over. Beginning again changes nothing. */
  begin(run: NewRun): Promise<RetentionRun | "begun_elsewhere" | "tenant_unknown">;
  beginForAll(run: NewRunForAll): Promise<void>;
  /** Of one tenant, or with null of any. */
  find(tenantId: string | null, id: string): Promise<RetentionRun | null>;
  /** Newest first. */
  list(query: RunQuery): Promise<Page<RetentionRun>>;
}

/** Runs that ended long ago. */
export interface RunSweep {
  /** Takes away the oldest that ended before, parts before what they are parts of; how many. */
  sweep(endedBefore: number, limit: number): Promise<number>;
}

export interface Batch {
  readonly archived: number;
  readonly deleted: number;
  /** Whether its run is finished with it. */
  readonly finished: boolean;
}

export interface WalkStep {
  readonly requestedBy: string | null;
  /** The last tenant that it was handed to before. */
  readonly after: string | null;
  readonly tenantIds: readonly string[];
}

/** What the workers do; each call is one transaction, and what it does it counts. */
export interface RetentionWork {
  /** Works on the next window of a tenant's oldest unfinished run; null if there is none, or another works on it. */
  workBatch(tenantId: string, windowSize: number, now: number): Promise<Batch | null>;
  /** Begins the run of a night once, and says which runs still wait to be handed to tenants. */
  beginNight(run: {
    readonly id: string;
    readonly night: string;
    readonly now: number;
  }): Promise<readonly string[]>;
  /** The next tenants of a run over all of them; null once it was handed to all. */
  nextTenants(runId: string, limit: number): Promise<WalkStep | null>;
  /** Moves such a run on from where a step found it; false if another did. */
  noteWalk(walk: {
    readonly runId: string;
    readonly step: WalkStep;
    readonly endedAt: number | null;
  }): Promise<boolean>;
}

export type RetentionTask =
  | { readonly kind: "walk_tenants"; readonly runId: string; readonly requestId: string }
  | {
      readonly kind: "begin_part";
      readonly tenantId: string;
      readonly parentId: string;
      readonly requestedBy: string | null;
      readonly requestId: string;
    }
  | { readonly kind: "work_off"; readonly tenantId: string; readonly requestId: string };

export interface RetentionQueue {
  send(tasks: readonly RetentionTask[]): Promise<void>;
}
