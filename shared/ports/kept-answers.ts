import type { Actor } from "./actor.ts";
import type { IdempotencyClaim } from "./messages.ts";

export interface AnswerClaim {
  readonly actor: Actor;
  readonly idempotency: IdempotencyClaim;
  /** Of this one call: a repeat has another. */
  readonly id: string;
  readonly now: number;
}

export type ClaimedAnswer =
  | { readonly outcome: "first" }
  | { readonly outcome: "answered"; readonly answer: string }
  | { readonly outcome: "running" }
  | { readonly outcome: "mismatch" }
  /** Nothing is kept of a tenant that is not there. */
  | { readonly outcome: "tenant_unknown" };

/** What calls under an Idempotency-Key were answered, for a day: where the answer is not made of what they stored. */
export interface KeptAnswers {
  /** A first call that neither answered nor failed within a minute has died: the next one is the first. */
  claim(call: AnswerClaim): Promise<ClaimedAnswer>;
  keep(call: AnswerClaim, answer: string): Promise<void>;
  /** The next one is the first. */
  release(call: AnswerClaim): Promise<void>;
}

/** Takes away what was kept for longer than a day, whatever it was kept of; says how many. */
export interface AnswerSweep {
  sweep(now: number, limit: number): Promise<number>;
}
