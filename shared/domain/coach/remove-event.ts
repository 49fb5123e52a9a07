import type { Clock } from "../../ports/clock.ts";
import type { Events } from "../../ports/events.ts";
import type { Person } from "../access/person-of.ts";
import { refusalOf } from "./to-changed.ts";

interface Call {
  readonly person: Person;
  readonly id: string;
  readonly version: number | null;
}

export async function removeEvent(
  ports: { readonly events: Pick<Events, "remove">; readonly clock: Clock },
  call: Call,
): Promise<void> {
  const outcome = await ports.events.remove({ ...call, now: ports.clock.now() });
  if (outcome !== "removed") throw refusalOf(outcome, "event");
}
