import { ValidationFailed } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Revocations } from "../../ports/front-door.ts";
import type { LiveConnections } from "../../ports/live-connections.ts";
import type { SignIns } from "../../ports/sign-ins.ts";
import type { Caller } from "../access/caller.ts";
import { revocationOf } from "../access/front-door.ts";
import type { Person } from "../access/person-of.ts";

interface Needs {
  readonly signIns: SignIns;
  readonly revocations: Revocations;
  readonly liveConnections: LiveConnections;
  readonly clock: Clock;
}

export interface SignOut {
  readonly caller: Caller;
  readonly person: Person;
  readonly everywhere: boolean;
}

/** Signs a person out of the device that calls, or of every one. Safe to repeat until all have been told. */
export async function signOut(ports: Needs, { caller, person, everywhere }: SignOut): Promise<void> {
  const own = caller.signIn?.id;
  if (!everywhere && own === undefined) {
    throw ValidationFailed.at("everywhere", "must be true: who calls is not signed in on a device");
  }
  const ended = await ports.signIns.end(person, everywhere ? null : own!, ports.clock.now());
  const told = new Set(own === undefined ? ended : [...ended, own]);
  const tokenEndsAt = (id: string) => (id === own ? caller.signIn?.expiresAt : undefined);
  await Promise.all([...told].map((id) => ports.revocations.tell(revocationOf(id), tokenEndsAt(id))));
  const { tenantId, userId } = person;
  const whose = everywhere ? { tenantId, userId } : { tenantId, userId, signInId: own! };
  await ports.liveConnections.end(whose, "unauthenticated");
}
