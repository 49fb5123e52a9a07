import type { Database } from "../../adapters/postgres/database.ts";
import { postgresPushDevices } from "../../adapters/postgres/people/postgres-push-devices.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import type { PushSender } from "../../ports/push.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { pushSettingsOf } from "../apns-settings.ts";
import { onDemand } from "../on-demand.ts";
import type { Settings } from "../settings.ts";

/** Nobody is told where no key is given: reminders go to sockets and the inbox alone. */
export function composePush(settings: Settings, database: Database, log: WorkLog): PushSender {
  const push = pushSettingsOf(settings);
  if (push === null) {
    log.info("push is off: no key for APNs is set");
    return { push: async () => ({ accepted: 0, removed: 0 }) };
  }
  return onDemand(async () => {
    const { apnsPush } = await import("../../adapters/push/apns-push.ts");
    return apnsPush({ ...push, devices: postgresPushDevices(database), clock: systemClock, log });
  });
}
