import type { Whose } from "./actor.ts";
import type { Page, PageRequest } from "./page.ts";

export interface AuditEntry {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string | null;
  readonly actorId: string;
  readonly action: string;
  readonly subject: string | null;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
  readonly at: number;
}

/** What was done by whom; never changed. */
export interface AuditLog {
  /** Newest first; of a user alone where one is named. */
  list(whose: Whose, page: PageRequest): Promise<Page<AuditEntry>>;
}
