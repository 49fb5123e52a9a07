import type { UnembeddedText } from "./embedding.ts";
import type { OutboxEntry } from "./outbox.ts";

/** First what has no vector of the model, then the other models' vectors of what has one. */
export const walkStages = ["messages", "memories", "old_messages", "old_memories"] as const;
export type WalkStage = (typeof walkStages)[number];

/** Where a walk stands: after this item of its stage. */
export interface WalkPlace {
  readonly stage: WalkStage;
  readonly after: string | null;
}

export interface Walk {
  readonly model: string;
  readonly place: WalkPlace;
}

export interface WalkText extends UnembeddedText {
  readonly itemId: string;
}

export interface WalkPage {
  /** What is to be embedded, each text once. */
  readonly texts: readonly WalkText[];
  /** Every message or memory that waits for one of them. */
  readonly itemIds: readonly string[];
  /** The last item of the page; null where the stage ends with it. */
  readonly next: string | null;
}

/** A tenant's way to another model, page by page. Its place is kept in its outbox entry. */
export interface Reembedding {
  /** Begins the walk of a tenant, or with null of every one; the entries. Where one walks already, it goes on. */
  begin(call: {
    tenantId: string | null;
    model: string;
    requestId: string;
    now: number;
    /** For the audit log. */
    readonly callerId: string;
  }): Promise<readonly OutboxEntry[]>;
  find(tenantId: string, id: string): Promise<Walk | null>;
  /** Reads a page; in the stages of the old it takes other models' vectors away where the model has one. */
  page(tenantId: string, walk: Walk, limit: number): Promise<WalkPage>;
  /** Moves on, with null to the end; whether the walk still stood there. */
  advance(call: {
    tenantId: string;
    id: string;
    from: WalkPlace;
    to: WalkPlace | null;
    now: number;
  }): Promise<boolean>;
  /** Makes a failed job of a walk to this model, and drops one to another; whether there was one. */
  giveUp(call: {
    tenantId: string;
    id: string;
    model: string;
    attempts: number;
    now: number;
  }): Promise<boolean>;
}
