import type { MemoryType } from "./memories.ts";
import type { ActingUser } from "./users.ts";

export const stateParts = ["profile", "working_on", "preferences", "open_threads"] as const;
export type StatePart = (typeof stateParts)[number];

/** What a line of a part is, unless whoever writes it says otherwise. */
export const usualTypeOf: Readonly<Record<StatePart, MemoryType>> = {
  profile: "fact",
  working_on: "activity",
  preferences: "preference",
  open_threads: "context",
};

/** Never changed: what says something else is another line. */
export interface StateLine {
  readonly id: string;
  readonly part: StatePart;
  readonly content: string;
  readonly type: MemoryType;
  readonly writtenBy: "client" | "session";
  /** What it rests on; a client's own lines rest on nothing. */
  readonly sourceMessageIds: readonly string[];
  readonly createdAt: number;
}

/** What the coach knows of a person before it says anything. */
export interface UserState {
  /** Grows with each change; 0 where nothing was ever written. */
  readonly version: number;
  readonly updatedAt: number | null;
  /** Part by part, each in its order. */
  readonly lines: readonly StateLine[];
}

/** A line as a client gives it. */
export interface GivenLine {
  readonly id: string;
  readonly part: StatePart;
  readonly content: string;
  /** Null leaves a line that is there its type. */
  readonly type: MemoryType | null;
}

export interface ChangeUserState {
  readonly person: ActingUser;
  /** Set as a whole; the others stay. */
  readonly parts: readonly StatePart[];
  /** Each part's in its order. What the part says already keeps its id. */
  readonly lines: readonly GivenLine[];
  /** The version that the change was made for; null for whichever it is. */
  readonly version: number | null;
  readonly now: number;
}

export type ChangedUserState =
  | { readonly outcome: "written"; readonly state: UserState }
  | { readonly outcome: "outdated" }
  | { readonly outcome: "tenant_unknown" };

/** Persons' states; every call is one round trip. Of changes made at once none is lost. */
export interface UserStates {
  read(person: ActingUser): Promise<UserState>;
  change(call: ChangeUserState): Promise<ChangedUserState>;
}
