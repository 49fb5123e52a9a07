export interface OutboxEntry {
  readonly id: string;
  readonly tenantId: string;
  readonly queue: string;
  /** Left out where messages and memories are to be embedded. */
  readonly kind?:
    | "reembed"
    | "erase_person"
    | "find_title"
    | "learn"
    | "settle_facts"
    | "end_session"
    | "remind"
    | "unschedule"
    | "move_person"
    | "tell_check_in";
  readonly messageIds: readonly string[];
  /** Left out where there are none. */
  readonly memoryIds?: readonly string[];
  /** The one that a title is to be found for, that is to be learnt from, or whose session ends. */
  readonly conversationId?: string;
  /** Facts that are to be held against what is known. */
  readonly draftIds?: readonly string[];
  /** The one that ends. */
  readonly sessionId?: string;
  /** Whose work it is, where that of one owner is done in turn, or a person is meant. */
  readonly ownerId?: string;
  readonly userId?: string;
  /** Which time of which reminder. */
  readonly reminderId?: string;
  readonly at?: number;
  /** That the coach opened. */
  readonly turnId?: string;
  /** How long the queue holds it back, up to a quarter of an hour. */
  readonly delaySeconds?: number;
  readonly requestId: string;
}

/** Work that was written with its data and perhaps never sent. */
export interface Outbox {
  /** Takes entries whose time has come and moves their next attempt away, so that two sweeps never take the same. */
  claimDue(now: number, limit: number): Promise<readonly OutboxEntry[]>;
  /** When the next entry is due, and whether reminders are all that is left; null where nothing is. */
  nextDue(): Promise<{ readonly dueAt: number; readonly onlyReminders: boolean } | null>;
}

/** Sends entries to the queue whose consumer does the work. */
export interface JobQueue {
  send(entries: readonly OutboxEntry[]): Promise<void>;
}

/** Remembers outside Postgres whether the outbox may hold something, so that an idle stage leaves Postgres asleep. */
export interface DirtyMark {
  set(now: number): Promise<void>;
  /** When it was last set; "unknown" if nobody can tell; null if the outbox was seen empty since, or rests. */
  read(now: number): Promise<number | "unknown" | null>;
  /** Says that nothing is due until then; of no meaning once it is set anew. */
  rest(seen: number | "unknown", until: number): Promise<void>;
  /** Says that the outbox was seen empty; does nothing if it was set anew after `seen`. */
  clear(seen: number | "unknown"): Promise<void>;
}

/** Work whose result stands elsewhere: nobody need find it again. */
export interface FinishedWork {
  finish(tenantId: string, id: string): Promise<void>;
}
