import type { HearingSocket } from "./connections.ts";
import type { Knock, KnockAnswer } from "./front-door.ts";
import type { TurnFrame, WireFrame } from "./turn-frames.ts";
import type { Letter } from "./turn-queue.ts";
import type { SaidMessage } from "./turns.ts";

/** The round of a socket that came to hear the conversation when the turn was accepted already: nobody has told it. */
export const watchRound = "watch";

/** Under one key a caller says one thing for a day, whatever id it gives. */
export interface UnderKey {
  readonly name: string;
  readonly requestHash: string;
}

export interface Acceptance {
  /** What the front door asks in the same call; null where it was asked before. */
  readonly knock: Knock | null;
  readonly letter: Omit<Letter, "attempt">;
  /** The Idempotency-Key, by a name of ours, and what was asked under it; null where there is none. */
  readonly under: UnderKey | null;
  /** The socket that it came by; null for the other doors. */
  readonly connectionId: string | null;
  /** When the token behind that socket ends: from then on it is no listener. Null where none ends. */
  readonly listensUntil: number | null;
  /** The turn before which this one must not be accepted. */
  readonly afterTurnId: string | null;
  /** It has waited long enough: it is accepted, whatever should have come before. */
  readonly insists: boolean;
}

export type Accepted =
  /** The front door refused, and nothing else was done. */
  | { readonly outcome: "refused"; readonly knock: KnockAnswer }
  /** The key that names the turn was used for another request; and nothing else was done. */
  | { readonly outcome: "mismatch"; readonly knock: KnockAnswer | null }
  /**
   * The turn that must come before was not accepted yet, or the error of this turn's last run is still being told; and
   * nothing else was done.
   */
  | { readonly outcome: "waits"; readonly knock: KnockAnswer | null }
  | {
      /** "known": the turn was accepted before, is running, or has ended well; a failed one is accepted anew. */
      readonly outcome: "accepted" | "known";
      readonly knock: KnockAnswer | null;
      /** Under which its first letter put it. */
      readonly clientConversationId: string;
      readonly conversationId: string;
      /**
       * Of this conversation, in the order accepted, this one last: what no runner has begun and so perhaps never
       * reached the queue. Empty where the turn is running or has ended.
       */
      readonly unbegun: readonly Letter[];
      /** Other sockets that hear the conversation. */
      readonly listeners: readonly string[];
      /** Whether the socket did not hear the conversation before. */
      readonly isNewListener: boolean;
    };

/** What an instance finds when it begins to run a turn. */
export interface OpenedTurn {
  /** What was said lately in the conversation, oldest first; null where the session's buffer is gone or was never there. */
  readonly session: readonly SaidMessage[] | null;
  /** A vector of the text that is known from before. */
  readonly vector: readonly number[] | null;
  readonly stopAsked: boolean;
}

/** What is there of a turn that another runner left. */
export interface LeftTurn {
  readonly frames: readonly WireFrame[];
  /** Whether the last frame, done or error, is among them. */
  readonly closed: boolean;
}

/** Which turn, of whom. */
export interface TurnKey {
  readonly turnId: string;
  readonly ownerId: string;
  readonly conversationId: string;
  readonly clientConversationId: string;
  /** A later run goes before an earlier one, whatever fences they hold. */
  readonly attempt: number;
}

export interface Flush {
  readonly turn: TurnKey;
  readonly fence: number;
  /** New frames, perhaps none. */
  readonly frames: readonly TurnFrame[];
  /** Up to where sockets have been served since the last flush, under the round that they were told with. */
  readonly served: readonly Listener[];
  /** Sockets where nobody is any more. */
  readonly gone: readonly string[];
  /**
   * With the last frame: how the turn ended, and what it adds to the session's buffer: where `open` found none, all
   * that the next turn needs. A buffer that went since then is not begun anew.
   */
  readonly closes: { readonly status: "done" | "failed"; readonly said: readonly SaidMessage[] } | null;
}

export interface Listener {
  readonly connectionId: string;
  /** The seq up to which it has this turn's frames. */
  readonly after: number;
  /** Changes when it asks anew: then `after` holds, whatever was sent. Empty while it neither asked nor was told of the run. */
  readonly round: string;
}

/** Nothing was written: another runner holds this run, or has closed it; or a later run was accepted. */
export type Silenced = "fenced" | "outrun";

export type Flushed =
  | { readonly outcome: Silenced }
  /** The turn's record is gone: nothing was written; `restore` puts it back. */
  | { readonly outcome: "lost" }
  | { readonly outcome: "written"; readonly stopAsked: boolean; readonly listeners: readonly Listener[] };

export interface Restoration {
  readonly turn: TurnKey;
  readonly fence: number;
  /** All of this run, what a runner before said of it included. */
  readonly frames: readonly WireFrame[];
  /** Known from elsewhere: sockets that hear the conversation, and until when they may. */
  readonly listeners: readonly (Listener & HearingSocket)[];
  /** The run began anew: what a socket heard of the turn before counts no more, and whoever asks by that must hear so. */
  readonly isAnew: boolean;
}

export type Resumed =
  | { readonly outcome: "unknown" }
  /** The runner sends what it misses with its next flush. */
  | { readonly outcome: "listening"; readonly conversationId: string; readonly isNewListener: boolean }
  /** The turn has ended: the caller sends the rest. */
  | {
      readonly outcome: "closed";
      readonly conversationId: string;
      readonly isNewListener: boolean;
      readonly frames: readonly WireFrame[];
    };

/** What is there of a turn for whoever reads along. */
export interface ReadTurn {
  readonly clientConversationId: string;
  readonly attempt: number;
  readonly frames: readonly WireFrame[];
  readonly closed: boolean;
}

/** The session in progress: turns on their way, who hears them, and what was said lately. Each call is one command. */
export interface TurnStream {
  accept(acceptance: Acceptance): Promise<Accepted>;
  /** The runner takes the turn up. Without a record of it, it makes one. */
  open(
    turn: TurnKey,
    query: { readonly model: string; readonly dimensions: number; readonly text: string },
  ): Promise<OpenedTurn>;
  /**
   * From now on older fences write nothing; what the runner before had said. Null where nothing is known of the turn
   * but what this runner's `open` put there.
   */
  takeOver(turn: TurnKey, fence: number): Promise<LeftTurn | null>;
  flush(flush: Flush): Promise<Flushed>;
  /** The error that closed the run has reached whom it can reach: the turn may be accepted anew. */
  told(turnId: string): Promise<void>;
  /** Puts back what Redis has lost, unless a later fence holds. */
  restore(restoration: Restoration): Promise<{ readonly outcome: Silenced | "restored" }>;
  /** A socket hears the turn from `after` on, and the conversation from then on. */
  resume(call: {
    readonly ownerId: string;
    readonly turnId: string;
    readonly after: number;
    readonly connectionId: string;
    readonly listensUntil: number | null;
  }): Promise<Resumed>;
  /**
   * A socket hears the conversation: the turn that runs from its start, and those that come. Runners tell it of those
   * that were accepted before, unless whoever calls does.
   */
  watch(call: {
    readonly conversationId: string;
    readonly connectionId: string;
    readonly listensUntil: number | null;
    readonly isTold?: true;
  }): Promise<{ readonly isNewListener: boolean }>;
  cancel(call: {
    readonly ownerId: string;
    readonly turnId: string;
  }): Promise<"asked" | "closed" | "unknown">;
  read(call: {
    readonly ownerId: string;
    readonly turnId: string;
    readonly after: number;
  }): Promise<ReadTurn | null>;
  /** When something was said last as far as is known here; "running" while a turn runs, null where nothing is known. */
  activityOf(conversationId: string): Promise<number | "running" | null>;
  /** Ends the session's buffer; a turn that runs puts nothing back into it. */
  forgetSession(conversationId: string): Promise<void>;
  /**
   * That, and all that its turns have said; of one that runs only the end is still told. One that waits runs as ever,
   * unless its letter goes, too.
   */
  forgetConversation(conversationId: string, also?: { readonly letters: boolean }): Promise<void>;
  /** Conversations of which something is here, though no store may know of them yet. */
  conversationsOf(ownerId: string): Promise<readonly string[]>;
  /** Which they were. */
  forgetConversationsOf(ownerId: string): Promise<void>;
}
