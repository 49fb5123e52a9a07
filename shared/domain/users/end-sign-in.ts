import { NotFound } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Revocations } from "../../ports/front-door.ts";
import type { LiveConnections } from "../../ports/live-connections.ts";
import type { SignIns } from "../../ports/sign-ins.ts";
import { revocationOf } from "../access/front-door.ts";
import type { Person } from "../access/person-of.ts";

interface Needs {
  readonly signIns: SignIns;
  readonly revocations: Revocations;
  readonly liveConnections: LiveConnections;
  readonly clock: Clock;
}

/** Signs a person out of one of their devices. Safe to repeat until all have been told. */
export async function endSignIn(ports: Needs, { person, id }: { person: Person; id: string }): Promise<void> {
  const ended = await ports.signIns.end(person, id, ports.clock.now());
  if (ended.length === 0) throw new NotFound("device");
  await ports.revocations.tell(revocationOf(id));
  const { tenantId, userId } = person;
  await ports.liveConnections.end({ tenantId, userId, signInId: id }, "unauthenticated");
}
