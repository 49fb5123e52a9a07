import type { ActingUser } from "./users.ts";

export type DeletedKind = "goal" | "task" | "event";

export interface AskToDelete {
  readonly person: ActingUser;
  readonly conversationId: string;
  readonly kind: DeletedKind;
  readonly id: string;
  readonly turnId: string;
  /** When the person said what the turn answers. */
  readonly saidAt: number;
  readonly now: number;
}

/**
 * "asked": now the person must say so. "given": they have. "done": this turn has deleted it. "missing": there is no such
 * thing of theirs.
 */
export type Confirmed = "asked" | "given" | "done" | "missing";

/** What a turn's tools did before, so that a turn that runs again does it once. Every call is one round trip. */
export interface TurnDeeds {
  /**
   * Given is what the turn before this one asked within a quarter of an hour, and before the person said what they say
   * now: whoever said something else in between is asked again.
   */
  confirm(ask: AskToDelete): Promise<Confirmed>;
  /** Whether the task was done since a turn of this message first wanted to do it; null where there is no such task of theirs. */
  hasDone(deed: {
    readonly person: ActingUser;
    readonly messageId: string;
    readonly taskId: string;
    readonly now: number;
  }): Promise<boolean | null>;
}
