import { NotFound } from "../../errors.ts";
import type { Ids } from "../../ports/clock.ts";
import type { Deletion, Deletions } from "../../ports/erasure.ts";
import type { JobQueue } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import type { Person } from "../access/person-of.ts";
import { sendNow } from "../outbox/send-now.ts";
import { type EndsAccess, endAccess } from "./end-access.ts";

interface Needs extends EndsAccess {
  readonly deletions: Deletions;
  readonly jobs: JobQueue;
  readonly ids: Ids;
  readonly log: WorkLog;
}

/** Twice as long as any statement is waited for that began before the request. */
const settleMs = 30_000;

/** Shuts a person out at once and leaves the erasure of all that is theirs to a worker. Again is the same. */
export async function requestDeletion(
  ports: Needs,
  { person, requestId, mustExist = false }: { person: Person; requestId: string; mustExist?: boolean },
): Promise<Deletion> {
  const now = ports.clock.now();
  const deletion = await ports.deletions.request({
    id: ports.ids.next(),
    person,
    requestedBy: namelessly(person),
    requestId,
    mustExist,
    now,
    settlesAt: now + settleMs,
  });
  if (!deletion) throw new NotFound(mustExist ? "user" : `tenant ${person.tenantId}`);
  await endAccess(ports, person, "unauthenticated");
  const { id, tenantId } = deletion;
  await sendNow(ports, {
    id,
    tenantId,
    queue: "memory-jobs",
    kind: "erase_person",
    messageIds: [],
    requestId,
  });
  return deletion;
}

/** A key's or an operator's name stays; a person's own does not. */
function namelessly({ callerId }: Person): string {
  return callerId.startsWith("user:") ? "self" : callerId;
}
