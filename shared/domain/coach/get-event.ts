import { NotFound } from "../../errors.ts";
import type { CalendarEvent, Events } from "../../ports/events.ts";
import type { Person } from "../access/person-of.ts";

export async function getEvent(
  ports: { readonly events: Pick<Events, "find"> },
  { person, id }: { person: Person; id: string },
): Promise<CalendarEvent> {
  const event = await ports.events.find(person, id);
  if (!event) throw new NotFound("event");
  return event;
}
