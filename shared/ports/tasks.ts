import type { Change, Changed, Created, Creation } from "./goals.ts";
import type { Page, PageRequest } from "./page.ts";
import type { ActingUser } from "./users.ts";

export const taskStatuses = ["open", "done", "cancelled"] as const;
export type TaskStatus = (typeof taskStatuses)[number];

export interface Task {
  readonly id: string;
  readonly goalId: string | null;
  readonly title: string;
  readonly notes: string | null;
  readonly dueAt: number | null;
  /** By which it recurs, and by which its day ends. */
  readonly timeZone: string | null;
  /**
   * An RRULE that begins at `firstDueAt`. Done, it is open again and due at its next time, until there is none. What
   * recurs is due at whole seconds, which a change sees to.
   */
  readonly recurrence: string | null;
  readonly firstDueAt: number | null;
  readonly status: TaskStatus;
  readonly doneCount: number;
  /** Last. */
  readonly doneAt: number | null;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What can be said of a task. One that recurs begins where it is said to be due, by the person's zone if by none. */
export type TaskFields = Pick<
  Task,
  "goalId" | "title" | "notes" | "dueAt" | "timeZone" | "recurrence" | "status"
>;

export interface ChangeTask extends Change {
  readonly fields: Partial<TaskFields>;
  /** Done once more, unless it is done already. */
  readonly isDone: boolean;
  /** Where it recurs: when it is due after that; null: it is done for good. Left out, nothing is written. */
  readonly next?: number | null;
}

/**
 * "goal_missing": it is not theirs. "undated": what recurs must be due. "recurs": it is done, and somebody must say when
 * it is due after that; here it is with what else the call changes.
 */
export type ChangedTask =
  | Changed<Task>
  | { readonly outcome: "goal_missing" | "undated" }
  | { readonly outcome: "recurs"; readonly thing: Task };

export interface TaskFilter {
  readonly statuses: readonly TaskStatus[] | undefined;
  readonly goalId: string | undefined;
  readonly dueFrom: number | undefined;
  readonly dueUntil: number | undefined;
}

/** How many a person may have. */
export const mostTasks = 5_000;

/** A person's tasks; every call is one round trip. What is not theirs is not there; a goal that is not theirs neither. */
export interface Tasks {
  create(
    creation: Creation & { readonly fields: TaskFields },
  ): Promise<Created<Task> | { readonly outcome: "goal_missing" }>;
  find(person: ActingUser, id: string): Promise<Task | null>;
  /** In the order in which they were made. */
  list(person: ActingUser, filter: TaskFilter, page: PageRequest): Promise<Page<Task>>;
  change(change: ChangeTask): Promise<ChangedTask>;
  /** Whether it was there, and as it was to be. */
  remove(change: Change): Promise<"removed" | "outdated" | "missing">;
}
