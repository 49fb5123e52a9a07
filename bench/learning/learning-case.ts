/** What somebody says: a user's text, or more about it. */
export type Said =
  | string
  | {
      readonly text: string;
      readonly role?: "user" | "assistant";
      /** Who speaks, where a name is given. */
      readonly name?: string;
      readonly at?: string;
    };

/** What is said at one time, and learnt from before the next. */
export interface Sitting {
  /** When it begins; messages follow a minute after each other. A day after the one before if left out. */
  readonly at?: string;
  readonly said: readonly Said[];
}

/** A memory that must be active, once; and since when it holds. */
export type Known = RegExp | { readonly text: RegExp; readonly from: string };

/** A person's story, and what must be known at its end. */
export interface LearningCase {
  readonly name: string;
  readonly zone?: string;
  readonly consents?: readonly ("health" | "personal")[];
  /** Chat by default is learnt from, too; what is said there is said now. */
  readonly via?: "messages" | "chat";
  readonly sittings: readonly Sitting[];
  readonly known?: readonly Known[];
  /** Memories that must be there and outdated. */
  readonly outdated?: readonly RegExp[];
  /** What must not be among the active ones: it holds no longer. */
  readonly stale?: readonly RegExp[];
  /** What must be in no memory at all, summaries and user state included. */
  readonly never?: readonly RegExp[];
  /** No memory at all may come of it. */
  readonly nothing?: true;
}
