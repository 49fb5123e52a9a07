import {
  type CalendarEvent,
  type ChangedEvent,
  type EventFields,
  type EventFilter,
  type Events,
  mostEvents,
} from "../../../ports/events.ts";
import type { ActingUser } from "../../../ports/users.ts";
import type { Database } from "../database.ts";
import { toIso, toMs } from "../instants.ts";
import { toPage } from "../page-of.ts";
import { reachOf } from "../reach-of.ts";
import changeEvent from "./change-event.sql";
import { changeValues } from "./change-values.ts";
import createEvent from "./create-event.sql";
import { type CreatedRow, creationStatement, toCreatedOf } from "./creation-statement.ts";
import listEvents from "./list-events.sql";
import lockCoach from "./lock-coach.sql";
import removeEvent from "./remove-event.sql";
import { removeThing } from "./remove-thing.ts";

interface EventRow {
  id: string;
  title: string;
  notes: string | null;
  location: string | null;
  starts_at: Date;
  ends_at: Date | null;
  time_zone: string;
  recurrence: string | null;
  last_ends_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

type Outcome = Exclude<ChangedEvent["outcome"], "missing" | "outdated">;
type ChangedRow = EventRow & { found: boolean; fit: boolean; outcome: Outcome };

export function postgresEvents(database: Database): Events {
  return {
    async create(creation) {
      const draft = { ...toColumns(creation.fields), last_ends_at: toIso(creation.lastEndsAt) };
      const { values, ...statement } = creationStatement(createEvent, creation, { draft, most: mostEvents });
      type Row = EventRow & CreatedRow & { zone_known: boolean; zone: string };
      const [row] = await database.query<Row>(reachOf(creation.person), {
        ...statement,
        values: [...values!, creation.zone],
      });
      const { tenant_known, is_first, zone_known, zone } = row!;
      if (tenant_known && is_first === null && !zone_known) return { outcome: "elsewhere", zone };
      return toCreatedOf(row!, toEvent);
    },

    async find(person, id) {
      const values = listValues(person, id, { from: undefined, until: undefined }, null, 1);
      const [row] = await database.query<EventRow>(reachOf(person), { text: listEvents, values });
      return row ? toEvent(row) : null;
    },

    async list(person, filter, { limit, after }) {
      const values = listValues(person, null, filter, after, limit + 1);
      const rows = await database.query<EventRow>(reachOf(person), { text: listEvents, values });
      return toPage(rows.map(toEvent), { limit }, ({ id }) => id);
    },

    async change(change) {
      const { person, fields, lastEndsAt } = change;
      const end = [lastEndsAt !== undefined, toIso(lastEndsAt)];
      const [row] = await database.query<ChangedRow>(reachOf(person), {
        lock: { text: lockCoach, values: [person.ownerId] },
        text: changeEvent,
        values: [...changeValues(change), JSON.stringify(toColumns(fields)), ...end],
      });
      const { found, fit, outcome } = row!;
      if (!found) return { outcome: "missing" };
      if (!fit) return { outcome: "outdated" };
      return outcome === "reversed" ? { outcome } : { outcome, thing: toEvent(row!) };
    },

    remove: (change) => removeThing(database, removeEvent, change),
  };
}

function listValues(
  { tenantId, ownerId }: ActingUser,
  id: string | null,
  { from, until }: EventFilter,
  after: string | null,
  limit: number,
): unknown[] {
  return [tenantId, ownerId, id, toIso(from), toIso(until), after, limit];
}

type Given = { readonly [Field in keyof EventFields]?: EventFields[Field] | null };

/** What is left out of the fields is left out of the JSON too. */
function toColumns({ title, notes, location, startsAt, endsAt, timeZone, recurrence }: Given) {
  const instant = (ms: number | null | undefined) => (ms === undefined ? undefined : toIso(ms));
  const times = { starts_at: instant(startsAt), ends_at: instant(endsAt), time_zone: timeZone, recurrence };
  return { title, notes, location, ...times };
}

function toEvent(row: EventRow): CalendarEvent {
  return {
    id: row.id,
    title: row.title,
    notes: row.notes,
    location: row.location,
    startsAt: row.starts_at.getTime(),
    endsAt: toMs(row.ends_at),
    timeZone: row.time_zone,
    recurrence: row.recurrence,
    lastEndsAt: toMs(row.last_ends_at),
    version: row.version,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}
