import type { Counts } from "./totals.ts";

/** Requests that count together in one minute. */
export interface Rate {
  readonly name: string;
  readonly perMinute: number;
}

/** All that a request asks at the front door, at once. */
export interface Knock {
  readonly now: number;
  readonly keyId: string | null;
  readonly rates: readonly Rate[];
  /** The request may leave work in the outbox: it is marked unless the request is refused. */
  readonly marksOutbox: boolean;
  /** What was counted since the last call. */
  readonly counts: Counts;
}

export interface KnockAnswer {
  readonly revoked: boolean;
  /** How many requests of this minute each rate has seen, this one included; none when revoked. */
  readonly used: readonly number[];
}

/** Answers within a tenth of a second or so, or rejects. */
export interface Gate {
  knock(knock: Knock): Promise<KnockAnswer>;
}

/** Tells every instance that a key holds no longer, for as long as one may remember it. */
export interface Revocations {
  tell(keyId: string): Promise<void>;
}
