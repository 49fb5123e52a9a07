import { ConflictException, CreateScheduleCommand, type SchedulerClient } from "@aws-sdk/client-scheduler";
import type { Alarms, Moment } from "../../ports/occurrences.ts";
import type { ReminderJob } from "../../wire/queues/reminder-job.ts";
import { removeSchedule } from "./remove-schedule.ts";
import { scheduleName } from "./schedule-name.ts";

export interface AlarmPlaces {
  readonly group: string;
  readonly queueArn: string;
  readonly deadLettersArn: string;
  /** By which Scheduler may send to both. */
  readonly roleArn: string;
}

/** Scheduler goes by the minute and may be one late: the letter waits out the rest in the queue. */
const earlyMs = 120_000;
/** What is later than this the sweep has sent. */
const retriedForSeconds = 600;

export function eventbridgeAlarms(client: SchedulerClient, places: AlarmPlaces): Alarms {
  const { group, queueArn, deadLettersArn, roleArn } = places;
  return {
    async set(tenantId, moment, requestId) {
      const command = new CreateScheduleCommand({
        GroupName: group,
        Name: scheduleName(moment),
        ScheduleExpression: `at(${new Date(moment.at - earlyMs).toISOString().slice(0, 19)})`,
        ScheduleExpressionTimezone: "UTC",
        FlexibleTimeWindow: { Mode: "OFF" },
        ActionAfterCompletion: "DELETE",
        Target: {
          Arn: queueArn,
          RoleArn: roleArn,
          Input: JSON.stringify(toJob(tenantId, moment, requestId)),
          DeadLetterConfig: { Arn: deadLettersArn },
          RetryPolicy: { MaximumEventAgeInSeconds: retriedForSeconds, MaximumRetryAttempts: 20 },
        },
      });
      try {
        await client.send(command);
      } catch (error) {
        if (!(error instanceof ConflictException)) throw error;
      }
    },

    remove: (moment) => removeSchedule(client, group, moment),
  };
}

function toJob(tenantId: string, { reminderId, at }: Moment, requestId: string): ReminderJob {
  return { kind: "remind", tenant_id: tenantId, reminder_id: reminderId, at, request_id: requestId };
}
