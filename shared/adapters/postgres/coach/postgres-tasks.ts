import {
  type ChangedTask,
  mostTasks,
  type Task,
  type TaskFields,
  type TaskFilter,
  type Tasks,
} from "../../../ports/tasks.ts";
import type { ActingUser } from "../../../ports/users.ts";
import type { Database } from "../database.ts";
import { toIso, toMs } from "../instants.ts";
import { toPage } from "../page-of.ts";
import { reachOf } from "../reach-of.ts";
import changeTask from "./change-task.sql";
import { changeValues } from "./change-values.ts";
import createTask from "./create-task.sql";
import { type CreatedRow, creationStatement, toCreatedOf } from "./creation-statement.ts";
import listTasks from "./list-tasks.sql";
import lockCoach from "./lock-coach.sql";
import removeTask from "./remove-task.sql";
import { removeThing } from "./remove-thing.ts";

interface TaskRow {
  id: string;
  goal_id: string | null;
  title: string;
  notes: string | null;
  due_at: Date | null;
  time_zone: string | null;
  recurrence: string | null;
  first_due_at: Date | null;
  status: Task["status"];
  done_count: number;
  done_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

type Outcome = Exclude<ChangedTask["outcome"], "missing" | "outdated">;
type ChangedRow = TaskRow & { found: boolean; fit: boolean; outcome: Outcome };

const unfiltered: TaskFilter = {
  statuses: undefined,
  goalId: undefined,
  dueFrom: undefined,
  dueUntil: undefined,
};

export function postgresTasks(database: Database): Tasks {
  return {
    async create(creation) {
      const given = { draft: toColumns(creation.fields), most: mostTasks };
      const statement = creationStatement(createTask, creation, given);
      type Row = TaskRow & CreatedRow & { goal_known: boolean };
      const [row] = await database.query<Row>(reachOf(creation.person), statement);
      const { tenant_known, is_first, goal_known } = row!;
      if (tenant_known && is_first === null && !goal_known) return { outcome: "goal_missing" };
      return toCreatedOf(row!, toTask);
    },

    async find(person, id) {
      const values = listValues(person, id, unfiltered, null, 1);
      const [row] = await database.query<TaskRow>(reachOf(person), { text: listTasks, values });
      return row ? toTask(row) : null;
    },

    async list(person, filter, { limit, after }) {
      const values = listValues(person, null, filter, after, limit + 1);
      const rows = await database.query<TaskRow>(reachOf(person), { text: listTasks, values });
      return toPage(rows.map(toTask), { limit }, ({ id }) => id);
    },

    async change(change) {
      const { person, fields, isDone, next } = change;
      const done = [person.userId, isDone, next !== undefined, toIso(next)];
      const [row] = await database.query<ChangedRow>(reachOf(person), {
        lock: { text: lockCoach, values: [person.ownerId] },
        text: changeTask,
        values: [...changeValues(change), JSON.stringify(toColumns(fields)), ...done],
      });
      const { found, fit, outcome } = row!;
      if (!found) return { outcome: "missing" };
      if (!fit) return { outcome: "outdated" };
      if (outcome === "goal_missing" || outcome === "undated") return { outcome };
      return { outcome, thing: toTask(row!) };
    },

    remove: (change) => removeThing(database, removeTask, change),
  };
}

function listValues(
  { tenantId, ownerId }: ActingUser,
  id: string | null,
  { statuses, goalId, dueFrom, dueUntil }: TaskFilter,
  after: string | null,
  limit: number,
): unknown[] {
  const due = [toIso(dueFrom), toIso(dueUntil)];
  return [tenantId, ownerId, id, statuses ?? null, goalId ?? null, ...due, after, limit];
}

/** What is left out of the fields is left out of the JSON too. */
function toColumns({ goalId, title, notes, dueAt, timeZone, recurrence, status }: Partial<TaskFields>) {
  const due_at = dueAt === undefined ? undefined : toIso(dueAt);
  return { goal_id: goalId, title, notes, due_at, time_zone: timeZone, recurrence, status };
}

function toTask(row: TaskRow): Task {
  return {
    id: row.id,
    goalId: row.goal_id,
    title: row.title,
    notes: row.notes,
    dueAt: toMs(row.due_at),
    timeZone: row.time_zone,
    recurrence: row.recurrence,
    firstDueAt: toMs(row.first_due_at),
    status: row.status,
    doneCount: row.done_count,
    doneAt: toMs(row.done_at),
    version: row.version,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}
