import type { MemoryType } from "./memories.ts";

/** What the coach knows of a person beside memories, for its prompt. */
export interface PersonKnowledge {
  /** The person's state as it is now. */
  readonly state: readonly StateLine[];
  /** Of sessions that ended, newest first; this conversation's last one is always among them. */
  readonly summaries: readonly SessionSummary[];
  /** Relations, still true, of whom and what the message names. */
  readonly facts: readonly GraphFact[];
  /** What they want to reach, the soonest first. */
  readonly goals: readonly OpenGoal[];
  /** Overdue, and due within a day or so; by when they are due. */
  readonly tasks: readonly DueTask[];
  /** Of the next days, and all that recur and are not over. */
  readonly events: readonly KnownEvent[];
  /** That stand within a day or so. */
  readonly reminders: readonly StandingReminder[];
  /** What may not be kept of them, and so is not used either. */
  readonly refused: readonly RefusedType[];
}

export interface RefusedType {
  readonly type: MemoryType;
  /** When the person took it back; null where they never allowed it, or the tenant forbids it. */
  readonly since: number | null;
}

export interface OpenGoal {
  readonly id: string;
  readonly title: string;
  /** 2026-06-30 */
  readonly targetDate: string | null;
  readonly progress: number;
  readonly openTasks: number;
  readonly createdAt: number;
}

export interface DueTask {
  readonly id: string;
  readonly title: string;
  readonly goalId: string | null;
  readonly dueAt: number;
  readonly recurrence: string | null;
  readonly createdAt: number;
}

export interface KnownEvent {
  readonly id: string;
  readonly title: string;
  readonly location: string | null;
  /** Of the first, where it recurs. */
  readonly startsAt: number;
  readonly endsAt: number | null;
  readonly timeZone: string;
  readonly recurrence: string | null;
  readonly createdAt: number;
}

export interface StandingReminder {
  readonly id: string;
  readonly text: string;
  readonly dueAt: number;
  readonly recurrence: string | null;
  /** It was told, and the person has not said that they know. */
  readonly isOpen: boolean;
  readonly createdAt: number;
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
