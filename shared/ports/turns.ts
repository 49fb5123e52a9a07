import type { MemoryMatch, MemoryQuery } from "./memory-index.ts";
import type { Role } from "./messages.ts";
import type { PersonKnowledge } from "./person-knowledge.ts";
import type { FinishReason, RecalledMemory, TokenUsage } from "./turn-frames.ts";
import type { ActingUser } from "./users.ts";

export type MessageStatus = "complete" | "cancelled" | "failed";

/** A tool that a reply used, as it is kept with it. */
export interface UsedTool {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly result: unknown;
  /** Of a call that was handed to the client whose tool it is. */
  readonly callId?: string;
}

/** One utterance of a conversation, as a prompt needs it. */
export interface SaidMessage {
  readonly id: string;
  readonly role: Role;
  readonly name: string | null;
  readonly content: string;
  readonly createdAt: number;
}

/** A message of a turn as it is stored. */
export interface TurnMessage {
  readonly id: string;
  readonly content: string;
  readonly importance: number;
  readonly textHash: string;
  readonly createdAt: number;
}

export interface BeginTurn {
  readonly person: ActingUser;
  readonly turnId: string;
  readonly clientMessageId: string;
  readonly conversationId: string;
  readonly clientConversationId: string;
  readonly message: TurnMessage;
  /** Who said it: "system" where the coach speaks first. Nothing is learnt from that. */
  readonly speaker: "user" | "system";
  /** A client says it again, with what its tools gave or since no answer reached it: where the message stands last in the conversation, that one is it. */
  readonly followsOn: boolean;
  /** How the person may be recalled to the model; its vector is null where the model was not in time. */
  readonly recall: MemoryQuery;
  /** How many messages before this one to read: 0 where the session's buffer has them. */
  readonly historyLimit: number;
  /** The run that the letter asks for: 1, and one more after each final error. */
  readonly attempt: number;
  /** After how long without a message a session is over. */
  readonly sessionIdleMs: number;
  /** With how many turns a session is full. */
  readonly sessionTurns: number;
  /** A message that signals danger is kept out of what is learned. */
  readonly care: boolean;
  /** Of the embedding: both messages of the turn share one job. */
  readonly model: string;
  readonly outboxId: string;
  readonly sessionId: string;
  readonly requestId: string;
  readonly now: number;
}

/** What the tenant and the person have set that a prompt needs. */
export interface TurnSetting {
  /** The tenant's answer to danger; null is the app's. */
  readonly careAnswer: string | null;
  /** Tokens of the tenant on this day (UTC), all models. */
  readonly tokensToday: number;
  readonly profile: {
    readonly name: string | null;
    readonly locale: string | null;
    readonly timeZone: string | null;
  };
}

export interface ClaimedTurn extends TurnSetting {
  readonly outcome: "claimed";
  /** Grows with each runner of the turn: whoever holds an older one may write nothing more. */
  readonly fence: number;
  readonly attempt: number;
  /** "takeover": a runner before this one did not finish. */
  readonly run: "first" | "again" | "takeover";
  /** Those of the first run, where this is not it. */
  readonly conversationId: string;
  readonly clientConversationId: string;
  readonly sessionId: string;
  /** Whether the session began with this turn. */
  readonly sessionIsNew: boolean;
  /** The one before, where it had idled or was full: this turn's claim ended it, and left the jobs of that. */
  readonly endedSession: { readonly sessionId: string; readonly leavesLearning: boolean } | null;
  readonly outboxId: string;
  readonly userMessage: SaidMessage;
  /** Oldest first, without the user's message of this turn. */
  readonly history: readonly SaidMessage[];
  /** Where it follows on: what tools did in the earlier turns of the same message, the client's among them. */
  readonly usedBefore: readonly UsedTool[];
  readonly memories: readonly MemoryMatch[];
  readonly knowledge: PersonKnowledge;
}

/** The turn ended before: what it said, to be told again. */
export interface EndedTurn {
  readonly outcome: "ended";
  readonly conversationId: string;
  readonly clientConversationId: string;
  readonly attempt: number;
  /** Of its last runner. */
  readonly fence: number;
  readonly ending: TurnEnding;
}

export type TurnEnding =
  | {
      readonly status: "done";
      readonly messageId: string;
      readonly text: string;
      readonly finishReason: FinishReason;
      readonly memories: readonly RecalledMemory[];
      readonly usage: TokenUsage;
      readonly tools: readonly UsedTool[];
    }
  | { readonly status: "failed"; readonly code: string };

export type BegunTurn = ClaimedTurn | EndedTurn | { readonly outcome: "tenant_unknown" };

export interface FinishTurn {
  readonly person: ActingUser;
  readonly turnId: string;
  readonly fence: number;
  readonly conversationId: string;
  readonly sessionIdleMs: number;
  readonly outboxId: string;
  /** Null where nothing was said. Its status says how it ended. */
  readonly reply:
    | (TurnMessage & { readonly status: MessageStatus; readonly tools: readonly UsedTool[] })
    | null;
  /** A failed turn may be run again under its id. */
  readonly ending:
    | { readonly status: "done"; readonly finishReason: FinishReason }
    | { readonly status: "failed"; readonly code: string };
  /** What was recalled: ids and scores are kept, contents are not. */
  readonly memories: readonly RecalledMemory[];
  readonly usage: TokenUsage | null;
  /** The model kept a fact at the person's word: what was said is learnt from at once. */
  readonly remembered: boolean;
  /** The embedding model. */
  readonly model: string;
  /** Of the job that finds a title, where the conversation has none. */
  readonly titleJobId: string;
  readonly requestId: string;
  readonly now: number;
}

export type FinishedTurn =
  | {
      readonly outcome: "stored";
      /** Messages of the turn that are to be embedded by its job. */
      readonly pendingIds: readonly string[];
      /** Whether a job for a title was left. */
      readonly leavesTitle: boolean;
      /** Whether the conversation's job to learn was left. */
      readonly leavesLearning: boolean;
    }
  /** Another runner holds the turn, or it has ended: nothing was written. */
  | { readonly outcome: "fenced" }
  /** Its conversation was cleared or erased meanwhile: nothing was written. */
  | { readonly outcome: "gone" };

/** What a lost turn needs to be ended by whoever finds it. */
export interface LostTurn {
  readonly person: ActingUser;
  readonly turnId: string;
  readonly clientMessageId: string;
  readonly conversationId: string;
  readonly clientConversationId: string;
  readonly attempt: number;
  readonly message: TurnMessage;
  readonly speaker: BeginTurn["speaker"];
  readonly followsOn: boolean;
  readonly care: boolean;
  readonly code: string;
  readonly model: string;
  readonly outboxId: string;
  readonly sessionId: string;
  readonly requestId: string;
  readonly now: number;
}

/** Turns in the store that decides. Begin and finish are one round trip each. */
export interface Turns {
  /** Stores the user's message once, claims the turn for this runner, and reads all that the prompt needs. */
  begin(turn: BeginTurn): Promise<BegunTurn>;
  /** Stores how it ended, the reply, what it cost and the jobs it leaves, if the fence still holds. */
  finish(turn: FinishTurn): Promise<FinishedTurn>;
  /**
   * Ends a turn that no runner could finish, its user's message kept; "ended" with its ending where it has ended
   * already, so that whoever asks tells that one.
   */
  abandon(
    turn: LostTurn,
  ): Promise<{ readonly outcome: "abandoned" } | EndedTurn | { readonly outcome: "tenant_unknown" }>;
}
