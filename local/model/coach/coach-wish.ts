import type { Item, ItemKind } from "./read-items.ts";

/** What a tool is called with, and how what came of it is told. */
export interface CoachWish {
  readonly tool: string;
  readonly given: Readonly<Record<string, unknown>>;
  /** Of something that is there already: its id is to be found by the words for it. */
  readonly of?: Sought;
  /** Asked instead of a call, for what is missing. */
  readonly ask?: string;
  /** Asked where the tool refuses. */
  readonly again?: string;
  /** A refusal that is a question to the person, and told as such. */
  readonly asks?: RegExp;
  tell(told: Told): string;
}

export interface Sought {
  readonly kind: ItemKind;
  readonly words: string;
  /** What was answered when it was asked which of several is meant. */
  readonly choice?: string;
  /** Where there is none, nothing was wished. */
  readonly isTentative?: boolean;
  /** The argument that its id is, if not "id". */
  readonly as?: string;
}

export interface Told {
  /** What it was about. */
  readonly item: Item | undefined;
  readonly result: Readonly<Record<string, unknown>>;
  readonly listed: readonly Item[];
}
