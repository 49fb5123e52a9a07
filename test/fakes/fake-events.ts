import { wholeSecond } from "#shared/domain/time/whole-second.ts";
import { type CalendarEvent, type Events, mostEvents } from "#shared/ports/events.ts";
import {
  type FakeCoachStore,
  type KeptEvent,
  listOf,
  makeThing,
  ownOf,
  revise,
  zoneOf,
} from "./fake-coach-store.ts";
import { pageOf } from "./page-of.ts";

export function fakeEvents(store: FakeCoachStore): Events {
  const { events } = store;

  return {
    async create(creation) {
      const { id, person, fields, lastEndsAt, zone, now } = creation;
      const timeZone = fields.timeZone ?? zoneOf(store, person);
      const elsewhere = zone !== null && zone !== timeZone;
      const kept = {
        ...{ ...fields, id, ownerId: person.ownerId, timeZone, lastEndsAt, version: 1 },
        ...{ createdAt: now, updatedAt: now },
      };
      const refused = { outcome: "elsewhere" as const, zone: timeZone };
      const make = () => (elsewhere ? { refused } : kept);
      const created = makeThing(store, creation, events, { most: mostEvents, make });
      return created.outcome === "created" ? { ...created, thing: show(created.thing) } : created;
    },

    async find(person, id) {
      const event = ownOf(events, person, id);
      return event && show(event);
    },

    async list(person, { from, until }, page) {
      const mine = listOf(events, person).filter(
        ({ startsAt, lastEndsAt }) =>
          (from === undefined || lastEndsAt === null || lastEndsAt >= from) &&
          (until === undefined || startsAt < until),
      );
      return pageOf(mine.map(show), page, ({ id }, after) => id > after);
    },

    async change({ person, id, fields, lastEndsAt, version, now }) {
      const event = ownOf(events, person, id);
      if (!event) return { outcome: "missing" };
      if (version !== null && version !== event.version) return { outcome: "outdated" };
      const given = { ...fields, ...toSeconds({ ...event, ...fields }) };
      const merged = { ...event, ...given };
      const { startsAt, endsAt, timeZone, recurrence } = merged;
      if (endsAt !== null && endsAt < startsAt) return { outcome: "reversed" };
      const times = (of: KeptEvent) => JSON.stringify([of.startsAt, of.endsAt, of.timeZone, of.recurrence]);
      if (times(merged) !== times(event)) {
        if (recurrence !== null && lastEndsAt === undefined)
          return { outcome: "recurs", thing: show(merged) };
        const end = recurrence === null ? (endsAt ?? startsAt) : lastEndsAt!;
        events.set(id, revise(event, { ...given, timeZone, lastEndsAt: end }, now));
      } else events.set(id, revise(event, given, now));
      return { outcome: "written", thing: show(events.get(id)!) };
    },

    async remove({ person, id, version }) {
      const event = ownOf(events, person, id);
      if (!event) return "missing";
      if (version !== null && version !== event.version) return "outdated";
      events.delete(id);
      return "removed";
    },
  };
}

/** What recurs is kept so. */
function toSeconds({ startsAt, endsAt, recurrence }: KeptEvent) {
  if (recurrence === null) return {};
  return { startsAt: wholeSecond(startsAt), endsAt: endsAt === null ? null : wholeSecond(endsAt) };
}

function show({ ownerId: _, ...event }: KeptEvent): CalendarEvent {
  return event;
}
