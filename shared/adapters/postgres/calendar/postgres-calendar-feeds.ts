import type { CalendarEntries, CalendarFeeds } from "../../../ports/calendar-feeds.ts";
import type { Database } from "../database.ts";
import { reachOf } from "../reach-of.ts";
import becomeHolder from "./become-holder.sql";
import openFeed from "./open-feed.sql";
import readEvents from "./read-events.sql";
import readGoals from "./read-goals.sql";
import readHolder from "./read-holder.sql";
import readTasks from "./read-tasks.sql";

interface Row {
  id: string;
  title: string;
  version: number;
  created_at: Date;
  updated_at: Date;
}
type EventRow = Row & {
  notes: string | null;
  location: string | null;
  starts_at: Date;
  ends_at: Date | null;
  time_zone: string;
  recurrence: string | null;
};
type TaskRow = Row & { notes: string | null; due_at: Date };
interface OpenedRow {
  tenant_known: boolean;
  is_first: boolean;
  fits: boolean;
}
type GoalRow = Row & { why: string | null; target_date: string };

export function postgresCalendarFeeds(database: Database): CalendarFeeds {
  return {
    async open({ id, person, tokenHash, idempotency, now }) {
      const { tenantId, ownerId, userId, mayProvision, callerId } = person;
      const who = [tenantId, ownerId, userId, new Date(now).toISOString(), mayProvision];
      const { route = "", key = null, requestHash = "" } = idempotency ?? {};
      const values = [...who, tokenHash, callerId, route, key, requestHash, id];
      const [row] = await database.query<OpenedRow>(reachOf(person), { text: openFeed, values });
      const { tenant_known, is_first, fits } = row!;
      if (!tenant_known) return "tenant_unknown";
      if (!fits) return "mismatch";
      return is_first ? "opened" : "repeated";
    },

    async find(person) {
      const [row] = await database.query<{ created_at: Date; last_used_at: Date | null }>(reachOf(person), {
        text: "select created_at, last_used_at from calendar_feeds where owner_id = $1",
        values: [person.ownerId],
      });
      return row
        ? { createdAt: row.created_at.getTime(), lastUsedAt: row.last_used_at?.getTime() ?? null }
        : null;
    },

    async close(person) {
      const text = "delete from calendar_feeds where owner_id = $1";
      await database.query(reachOf(person), { text, values: [person.ownerId] });
    },

    async read({ tokenHash, limit, now }) {
      const entries = [tokenHash, limit];
      const [, , holder, events, tasks, goals] = await database.queryAll({ scope: "system" }, [
        { text: becomeHolder, values: [tokenHash, new Date(now).toISOString()] },
        // Row-level security again, which aimi_system is not asked by.
        { text: "set local role none" },
        { text: readHolder, values: [tokenHash] },
        { text: readEvents, values: entries },
        { text: readTasks, values: entries },
        { text: readGoals, values: entries },
      ]);
      if (holder!.length === 0) return null;
      return {
        events: (events as EventRow[]).map(toEvent),
        tasks: (tasks as TaskRow[]).map(toTask),
        goals: (goals as GoalRow[]).map(toGoal),
      };
    },
  };
}

function toEvent(row: EventRow): CalendarEntries["events"][number] {
  return {
    ...toCommon(row),
    notes: row.notes,
    location: row.location,
    startsAt: row.starts_at.getTime(),
    endsAt: row.ends_at?.getTime() ?? null,
    timeZone: row.time_zone,
    recurrence: row.recurrence,
  };
}

function toTask(row: TaskRow): CalendarEntries["tasks"][number] {
  return { ...toCommon(row), notes: row.notes, dueAt: row.due_at.getTime() };
}

function toGoal(row: GoalRow): CalendarEntries["goals"][number] {
  return { ...toCommon(row), why: row.why, targetDate: row.target_date };
}

function toCommon({ id, title, version, created_at, updated_at }: Row) {
  return { id, title, version, createdAt: created_at.getTime(), updatedAt: updated_at.getTime() };
}
