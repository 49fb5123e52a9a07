import { NotFound } from "../../errors.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { JobQueue } from "../../ports/outbox.ts";
import type { User, UserProfile, Users } from "../../ports/users.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import type { Person } from "../access/person-of.ts";
import { sendNow } from "../outbox/send-now.ts";

interface Needs {
  readonly users: Users;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: WorkLog;
}

interface Call {
  readonly person: Person;
  readonly change: Partial<UserProfile>;
  readonly requestId: string;
}

/** Reminders that float go along with a person who is in another zone. */
export async function changeUser(ports: Needs, { person, change, requestId }: Call): Promise<User> {
  const outboxId = ports.ids.next();
  const changed = await ports.users.change({ person, change, outboxId, requestId, now: ports.clock.now() });
  if (!changed) throw new NotFound(`tenant ${person.tenantId}`);
  if (changed.leftJob) {
    const { tenantId, ownerId, userId } = person;
    const job = { queue: "reminders", kind: "move_person", messageIds: [] } as const;
    await sendNow(ports, { ...job, id: outboxId, tenantId, ownerId, userId, requestId });
  }
  return changed.user;
}
