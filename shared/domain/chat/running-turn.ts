import type { Letter } from "../../ports/turn-queue.ts";
import type { Silenced, TurnKey } from "../../ports/turn-stream.ts";
import type { ClaimedTurn, SaidMessage } from "../../ports/turns.ts";
import type { ActingUser } from "../../ports/users.ts";
import type { TurnRules } from "./turn-needs.ts";
import type { TurnVoice } from "./turn-voice.ts";

/** A turn that this runner holds. */
export interface RunningTurn {
  readonly letter: Letter;
  readonly rules: TurnRules;
  readonly person: ActingUser;
  readonly begun: ClaimedTurn;
  readonly turn: TurnKey;
  readonly voice: TurnVoice;
  /** What the session's buffer had; null where Postgres gave the history. */
  readonly session: readonly SaidMessage[] | null;
}

/** For the log: ids and numbers, never text. */
export interface TurnOutcome {
  readonly outcome: "done" | "cancelled" | "failed" | "interrupted" | "retold" | Silenced | "refused";
  readonly [field: string]: unknown;
}
