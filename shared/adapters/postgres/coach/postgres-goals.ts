import { type Goal, type GoalFields, type Goals, mostGoals } from "../../../ports/goals.ts";
import type { Database } from "../database.ts";
import { toPage } from "../page-of.ts";
import { reachOf } from "../reach-of.ts";
import changeGoal from "./change-goal.sql";
import { changeValues } from "./change-values.ts";
import createGoal from "./create-goal.sql";
import { type CreatedRow, creationStatement, toCreatedOf } from "./creation-statement.ts";
import listGoals from "./list-goals.sql";
import lockCoach from "./lock-coach.sql";
import removeGoal from "./remove-goal.sql";

interface GoalRow {
  id: string;
  title: string;
  why: string | null;
  measure: string | null;
  target_date: string | null;
  progress: number | null;
  status: Goal["status"];
  open_tasks: number;
  done_tasks: number;
  version: number;
  created_at: Date;
  updated_at: Date;
}

export function postgresGoals(database: Database): Goals {
  return {
    async create(creation) {
      const given = { draft: toColumns(creation.fields), most: mostGoals };
      const [row] = await database.query<GoalRow & CreatedRow>(
        reachOf(creation.person),
        creationStatement(createGoal, creation, given),
      );
      return toCreatedOf(row!, toGoal);
    },

    async find(person, id) {
      const values = [person.tenantId, person.ownerId, id, null, null, 1];
      const [row] = await database.query<GoalRow>(reachOf(person), { text: listGoals, values });
      return row ? toGoal(row) : null;
    },

    async list(person, { statuses }, { limit, after }) {
      const values = [person.tenantId, person.ownerId, null, statuses ?? null, after, limit + 1];
      const rows = await database.query<GoalRow>(reachOf(person), { text: listGoals, values });
      return toPage(rows.map(toGoal), { limit }, ({ id }) => id);
    },

    async change(change) {
      const { person, id, fields } = change;
      const [, [changed], [row]] = (await database.queryAll(reachOf(person), [
        { text: lockCoach, values: [person.ownerId] },
        { text: changeGoal, values: [...changeValues(change), JSON.stringify(toColumns(fields))] },
        { text: listGoals, values: [person.tenantId, person.ownerId, id, null, null, 1] },
      ])) as [unknown, [{ found: boolean; fit: boolean }], [GoalRow?]];
      if (!changed.found || !row) return { outcome: "missing" };
      return changed.fit ? { outcome: "written", thing: toGoal(row) } : { outcome: "outdated" };
    },

    async remove(change) {
      const [row] = await database.query<RemovedRow>(reachOf(change.person), {
        lock: { text: lockCoach, values: [change.person.ownerId] },
        text: removeGoal,
        values: [...changeValues(change), change.tasks],
      });
      const { found, fit, removed, tasks, open_tasks } = row!;
      if (!found) return { outcome: "missing" };
      if (!fit) return { outcome: "outdated" };
      return removed ? { outcome: "removed", tasks } : { outcome: "has_tasks", tasks: open_tasks };
    },
  };
}

interface RemovedRow {
  found: boolean;
  fit: boolean;
  removed: boolean;
  tasks: number;
  open_tasks: number;
}

/** What is left out of the fields is left out of the JSON too. */
function toColumns({ targetDate, ...same }: Partial<GoalFields>) {
  return { ...same, target_date: targetDate };
}

function toGoal(row: GoalRow): Goal {
  return {
    id: row.id,
    title: row.title,
    why: row.why,
    measure: row.measure,
    targetDate: row.target_date,
    progress: row.progress ?? shareDone(row),
    progressFrom: row.progress === null ? "tasks" : "set",
    status: row.status,
    openTasks: row.open_tasks,
    doneTasks: row.done_tasks,
    version: row.version,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}

function shareDone({ open_tasks: open, done_tasks: done }: GoalRow): number {
  return open + done === 0 ? 0 : Math.round((100 * done) / (open + done));
}
