/** What the coach knows of a person beside memories, for its prompt. */
export interface PersonKnowledge {
  /** The person's state as it is now. */
  readonly state: readonly StateLine[];
  /** Of sessions that ended, newest first; this conversation's last one is always among them. */
  readonly summaries: readonly SessionSummary[];
  /** Relations, still true, of whom and what the message names. */
  readonly facts: readonly GraphFact[];
}

export interface StateLine {
  readonly part: "profile" | "working_on" | "preferences" | "open_threads";
  readonly content: string;
  readonly createdAt: number;
}

export interface SessionSummary {
  /** The memory's that it is as well. */
  readonly id: string;
  readonly title: string | null;
  readonly summary: string;
  readonly endedAt: number;
}

export interface GraphFact {
  /** The memory behind it. */
  readonly memoryId: string;
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
  readonly since: number;
}

export const nothingKnown: PersonKnowledge = { state: [], summaries: [], facts: [] };
