import type { MemoryMatch, MemoryQuery } from "./memory-index.ts";
import type { PersonKnowledge } from "./person-knowledge.ts";
import type { TokenUsage } from "./turn-frames.ts";
import type { TurnSetting } from "./turns.ts";
import type { ActingUser } from "./users.ts";

export interface UnkeptReading {
  readonly person: ActingUser;
  readonly conversationId: string;
  /** How the person may be recalled to the model. */
  readonly recall: MemoryQuery;
  readonly now: number;
}

export interface UnkeptSetting extends TurnSetting {
  readonly memories: readonly MemoryMatch[];
  readonly knowledge: PersonKnowledge;
}

/** Turns of which nothing is kept but what they cost. */
export interface UnkeptTurns {
  /** All that the prompt needs, in one round trip; null where there is no such tenant. */
  read(reading: UnkeptReading): Promise<UnkeptSetting | null>;
  /** Adds to what the tenant has spent on the day. */
  spend(spent: {
    readonly tenantId: string;
    readonly usage: TokenUsage;
    readonly now: number;
  }): Promise<void>;
}
