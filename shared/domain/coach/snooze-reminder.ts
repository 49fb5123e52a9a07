import { Conflict, NotFound, ValidationFailed } from "../../errors.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Reminder } from "../../ports/reminder.ts";
import type { Follows, Named, Reminders } from "../../ports/reminders.ts";
import type { Person } from "../access/person-of.ts";
import { tellLocalTime } from "../time/tell-local-time.ts";
import { nextOccurrence } from "./recurrence/next-occurrence.ts";
import { type Spreading, spreadChange } from "./spread-change.ts";

interface Needs extends Spreading {
  readonly reminders: Pick<Reminders, "snooze">;
  readonly clock: Clock;
  readonly ids: Ids;
}

interface Call {
  readonly person: Person;
  readonly named: Named;
  readonly until: number;
  readonly requestId: string;
}

const mostTries = 3;

/** Puts off what is open, else what waits. A time of a rule that waits is put off with what the rule goes on with. */
export async function snoozeReminder(
  ports: Needs,
  { person, named, until, requestId }: Call,
): Promise<Reminder> {
  const now = ports.clock.now();
  if (until <= now)
    throw ValidationFailed.at(
      "until",
      `must lie in the future; it is ${tellLocalTime(now, "UTC").said} in UTC now`,
    );
  const waiting = { id: ports.ids.next(), dueAt: until };
  let follows: Follows | undefined;
  for (let tries = 0; tries < mostTries; tries++) {
    const call = { person, named, until: waiting, requestId, now, ...(follows && { follows }) };
    const snoozed = await ports.reminders.snooze(call);
    if (!snoozed) throw new NotFound("id" in named ? "reminder" : "notification");
    switch (snoozed.outcome) {
      case "nothing":
        throw new Conflict("nothing of it is open or waits: there is nothing to put off");
      case "rule":
        follows = followsOf(ports, snoozed.reminder, now);
        continue;
      case "written":
        await spreadChange(ports, {
          beside: follows?.next ?? null,
          person,
          reminderId: snoozed.reminder.id,
          ...snoozed,
          requestId,
          now,
        });
        return snoozed.reminder;
    }
  }
  throw new Conflict("the reminder is being changed by others; try again", 1);
}

function followsOf({ ids }: Needs, reminder: Reminder, now: number): Follows {
  const { version, dueAt } = reminder;
  const next = nextOccurrence({ ...reminder, after: Math.max(dueAt, now) });
  return { version, dueAt, next: next === null ? null : { id: ids.next(), dueAt: next } };
}
