import type { OutboxEntry } from "./outbox.ts";
import type { Page, PageRequest } from "./page.ts";

export type FailedJobStatus = "failed" | "retried";
/**
 * Tried too often; refused by the model for good; the server's vectors are of another length than we expect; or what
 * the model answered could not be read.
 */
export type FailureReason = "given_up" | "refused" | "wrong_dimensions" | "unreadable";

export interface FailedJob {
  readonly id: string;
  readonly tenantId: string;
  readonly queue: string;
  readonly kind: string;
  readonly messageIds: readonly string[];
  readonly memoryIds: readonly string[];
  /** The one that was to be learnt from; left out for other work. */
  readonly conversationId?: string;
  /** Facts that were to be held against what is known; left out for other work. */
  readonly draftIds?: readonly string[];
  readonly reason: FailureReason;
  readonly attempts: number;
  readonly requestId: string;
  readonly createdAt: number;
  readonly retriedAt: number | null;
}

export interface FailedJobList extends PageRequest {
  /** Null lists every tenant's. */
  readonly tenantId: string | null;
  readonly status: FailedJobStatus;
}

/** What was given up, and its way back into the outbox. */
export interface FailedJobs {
  list(list: FailedJobList): Promise<Page<FailedJob>>;
  /** Puts one back into the outbox, whatever its tenant with null; null where there is no such job. Again is the same. */
  retry(call: {
    tenantId: string | null;
    id: string;
    now: number;
    /** For the audit log. */
    readonly callerId: string;
  }): Promise<{ readonly job: FailedJob; readonly entry: OutboxEntry } | null>;
  /** Puts back what failed of a queue, in every tenant, up to a limit, and says whether more is left. */
  retryAll(call: {
    queue: string;
    limit: number;
    now: number;
    /** For the audit log. */
    readonly callerId: string;
  }): Promise<{ readonly entries: readonly OutboxEntry[]; readonly more: boolean }>;
}

/** Takes away what was tried again more than 90 days ago, but for jobs by which a text is still marked as failed; says how many. */
export interface FailedJobSweep {
  sweep(now: number, limit: number): Promise<number>;
}
