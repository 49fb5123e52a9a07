import type { Actor } from "./actor.ts";
import type { Role, StoredMessage } from "./messages.ts";
import type { Page, PageRequest } from "./page.ts";

export interface ArchiveQuery extends PageRequest {
  readonly clientConversationId: string | null;
  readonly roles: readonly Role[] | null;
  readonly since: number | null;
  readonly until: number | null;
}

export interface Restoring {
  readonly actor: Actor;
  readonly id: string;
  readonly model: string;
  readonly outboxId: string;
  readonly requestId: string;
  readonly now: number;
}

export interface Restored {
  readonly message: StoredMessage;
  /** Whether a job for its vector was left in the outbox. */
  readonly leftJob: boolean;
}

/** Messages that retention put away. */
export interface Archive {
  /** Latest put away first. */
  list(actor: Actor, query: ArchiveQuery, model: string): Promise<Page<StoredMessage>>;
  /** Brings a message back into search; one that was never away stays as it is. Null where it is not there. */
  restore(restoring: Restoring): Promise<Restored | null>;
}
