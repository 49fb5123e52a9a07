import { NotFound } from "../../errors.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Consent, Consents, NewConsent } from "../../ports/consents.ts";

interface Needs {
  readonly consents: Consents;
  readonly clock: Clock;
  readonly ids: Ids;
}

export async function recordConsent(ports: Needs, draft: Omit<NewConsent, "id" | "now">): Promise<Consent> {
  const consent = await ports.consents.record({ ...draft, id: ports.ids.next(), now: ports.clock.now() });
  if (!consent) throw new NotFound(`tenant ${draft.person.tenantId}`);
  return consent;
}
