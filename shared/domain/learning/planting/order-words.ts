/** The words of one language that an instruction is made of: alternatives of a pattern, in folded letters or not. */
export interface OrderWords {
  /** What the text must hold, if it is this language. */
  readonly script: RegExp;
  /** Written without spaces. */
  readonly joined?: boolean;
  /** The verb may come last, after what it is about. */
  readonly verbLast?: boolean;
  /** "say I", where the verb is no order. */
  readonly inverts?: boolean;
  /** Who speaks of themselves or of others: what they do is no order. */
  readonly self: string;
  readonly drop: string;
  /** Whose rules, or which: without it they may be anybody's. */
  readonly yours: string;
  readonly rules: string;
  readonly henceforth: string;
  readonly whenAsked: string;
  readonly always: string;
  readonly orders: string;
  readonly youAre: string;
  readonly masks: string;
  readonly keep: string;
  /** What a person does not call themselves. */
  readonly user: string;
  readonly reveal: string;
  readonly secrets: string;
  readonly more?: readonly string[];
}

export const latin = /[a-z]/u;
