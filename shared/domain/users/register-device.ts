import { IdempotencyMismatch, NotFound, Unauthenticated } from "../../errors.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { NewPushDevice, PushDevice, PushDevices } from "../../ports/push-devices.ts";

interface Needs {
  readonly pushDevices: PushDevices;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** From here on the token is this person's alone. */
export async function registerDevice(
  ports: Needs,
  draft: Omit<NewPushDevice, "id" | "now">,
): Promise<PushDevice> {
  const registered = await ports.pushDevices.register({
    ...draft,
    id: ports.ids.next(),
    now: ports.clock.now(),
  });
  switch (registered.outcome) {
    case "registered":
      return registered.device;
    case "mismatch":
      throw new IdempotencyMismatch();
    case "signed_out":
      throw new Unauthenticated();
    case "tenant_unknown":
      throw new NotFound(`tenant ${draft.person.tenantId}`);
    case "gone":
      throw new NotFound("device");
  }
}
