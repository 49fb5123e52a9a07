import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { awsClientOptions } from "../../adapters/aws/client-options.ts";
import { removeSchedule } from "../../adapters/scheduler/remove-schedule.ts";
import type { Alarms } from "../../ports/occurrences.ts";
import type { Needed } from "../settings.ts";

/** For whoever may remove schedules and make none. */
export function composeAlarmRemoval(settings: Needed<"AIMI_SCHEDULE_GROUP">): Pick<Alarms, "remove"> {
  const client = new SchedulerClient(awsClientOptions);
  return { remove: (moment) => removeSchedule(client, settings.AIMI_SCHEDULE_GROUP, moment) };
}
