import {
  DeleteScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
} from "@aws-sdk/client-scheduler";
import type { Moment } from "../../ports/occurrences.ts";
import { scheduleName } from "./schedule-name.ts";

/** Whether there or not. */
export async function removeSchedule(client: SchedulerClient, group: string, moment: Moment): Promise<void> {
  try {
    await client.send(new DeleteScheduleCommand({ GroupName: group, Name: scheduleName(moment) }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}
