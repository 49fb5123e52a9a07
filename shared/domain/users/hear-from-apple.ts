import type { AppleAccounts, AppleEvent, AppleIds } from "../../ports/apple.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Revocations } from "../../ports/front-door.ts";
import type { LiveConnections } from "../../ports/live-connections.ts";
import type { SignInHolder, SignIns } from "../../ports/sign-ins.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { revocationOf } from "../access/front-door.ts";
import { vouch } from "./vouch.ts";

interface Needs {
  readonly appleIds: AppleIds;
  readonly appleAccounts: AppleAccounts;
  readonly signIns: SignIns;
  readonly revocations: Revocations;
  readonly clock: Clock;
  readonly log: WorkLog;
  readonly liveConnections: LiveConnections;
  /** Begins to erase a person whose Apple account is gone. It is called again for a repeat. */
  startDeletion(person: SignInHolder): Promise<void>;
}

/** Does what an event asks for, wherever the person is known. Events repeat and overtake each other: the newest counts. */
export async function hearFromApple(
  ports: Needs,
  { payload, requestId }: { payload: string; requestId: string },
): Promise<void> {
  const event = await vouch(ports.log, requestId, () => ports.appleIds.verifyNotification(payload));
  const concerned = await act(ports, event);
  ports.log.info("heard from Apple", { request_id: requestId, kind: event.kind, concerned });
}

async function act(ports: Needs, event: AppleEvent): Promise<number> {
  switch (event.kind) {
    case "consent_revoked":
      return await endConsent(ports, event, "apple.consent_revoked");
    case "account_deleted":
      return await endConsent(ports, event, "apple.account_deleted");
    case "email_enabled":
    case "email_disabled":
      return await ports.appleAccounts.noteEmail({
        ...event,
        enabled: event.kind === "email_enabled",
        now: ports.clock.now(),
      });
    case "unknown":
      return 0;
  }
}

/** What is noted comes first: from then on no older token signs in, and a repeat finishes what was not. */
async function endConsent(
  ports: Needs,
  { sub, at }: AppleEvent,
  action: "apple.consent_revoked" | "apple.account_deleted",
): Promise<number> {
  const people = await ports.appleAccounts.revokeConsent({ sub, at, action, now: ports.clock.now() });
  for (const person of people) {
    const ended = await ports.signIns.end({ ...person, callerId: "apple" }, null, ports.clock.now());
    await Promise.all(ended.map((id) => ports.revocations.tell(revocationOf(id))));
    await ports.liveConnections.end({ tenantId: person.tenantId, userId: person.userId }, "unauthenticated");
    if (action === "apple.account_deleted") await ports.startDeletion(person);
  }
  return people.length;
}
