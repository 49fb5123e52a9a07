import type { IdempotencyClaim } from "./messages.ts";
import type { Page, PageRequest } from "./page.ts";
import type { ActingUser } from "./users.ts";

export const goalStatuses = ["active", "achieved", "dropped"] as const;
export type GoalStatus = (typeof goalStatuses)[number];

export interface Goal {
  readonly id: string;
  readonly title: string;
  readonly why: string | null;
  /** By what it shows that it is reached. */
  readonly measure: string | null;
  /** 2026-06-30 */
  readonly targetDate: string | null;
  /** From 0 to 100. */
  readonly progress: number;
  /** Set by somebody, or the share of its tasks that are done, cancelled ones aside. */
  readonly progressFrom: "set" | "tasks";
  readonly status: GoalStatus;
  readonly openTasks: number;
  readonly doneTasks: number;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What can be said of a goal; progress null is as its tasks are. */
export interface GoalFields {
  readonly title: string;
  readonly why: string | null;
  readonly measure: string | null;
  readonly targetDate: string | null;
  readonly progress: number | null;
  readonly status: GoalStatus;
}

/** Of something that a call makes. */
export interface Creation {
  readonly id: string;
  readonly person: ActingUser;
  readonly idempotency: IdempotencyClaim | null;
  readonly now: number;
}

/**
 * "mismatch": the call was made before with something else. "gone": what it made then was taken away since.
 * "too_many": a person has as many as they may.
 */
export type Created<Thing> =
  | { readonly outcome: "created"; readonly thing: Thing; readonly isFirst: boolean }
  | { readonly outcome: "mismatch" | "gone" | "tenant_unknown" | "too_many" };

/** Of something that a call changes; version null is whichever it has. */
export interface Change {
  readonly id: string;
  readonly person: ActingUser;
  readonly version: number | null;
  readonly now: number;
}

export type Changed<Thing> =
  | { readonly outcome: "written"; readonly thing: Thing }
  | { readonly outcome: "outdated" | "missing" };

/** What becomes of its tasks: they go too, are cancelled, or stay without it. */
export type TasksOfGoal = "delete" | "cancel" | "keep";

export type RemovedGoal =
  | { readonly outcome: "removed"; readonly tasks: number }
  /** It has open tasks, and nobody said what becomes of them. */
  | { readonly outcome: "has_tasks"; readonly tasks: number }
  | { readonly outcome: "outdated" | "missing" };

/** How many a person may have. */
export const mostGoals = 500;

/** A person's goals; every call is one round trip. What is not theirs is not there. */
export interface Goals {
  create(creation: Creation & { readonly fields: GoalFields }): Promise<Created<Goal>>;
  find(person: ActingUser, id: string): Promise<Goal | null>;
  /** In the order in which they were made. */
  list(
    person: ActingUser,
    filter: { readonly statuses: readonly GoalStatus[] | undefined },
    page: PageRequest,
  ): Promise<Page<Goal>>;
  change(change: Change & { readonly fields: Partial<GoalFields> }): Promise<Changed<Goal>>;
  remove(change: Change & { readonly tasks: TasksOfGoal | null }): Promise<RemovedGoal>;
}
