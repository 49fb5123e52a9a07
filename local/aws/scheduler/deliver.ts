import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { accountId, lastPart, region } from "../service.ts";
import { type Schedule, scheduleArn } from "./schedule.ts";

/** The services that schedules reach. */
export interface Deliver {
  sendMessage(input: object): Promise<object>;
  urlOf(queue: string): string;
  invokeLambda(functionName: string, payload: unknown): Promise<void>;
}

interface Event {
  readonly schedule: Schedule;
  readonly scheduledMs: number;
  readonly id: string;
}

const longestPauseMs = 60_000;

/** Brings one event to its target, again and again as the retry policy says, and else to the dead-letter queue. */
export async function deliverEvent(
  deliver: Deliver,
  schedule: Schedule,
  scheduledMs: number,
  closing: AbortSignal,
): Promise<void> {
  const event: Event = { schedule, scheduledMs, id: randomUUID() };
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = schedule.definition.Target.RetryPolicy;
  const endMs = Date.now() + MaximumEventAgeInSeconds * 1000;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await deliverOnce(deliver, event, attempt);
    } catch (error) {
      const pauseMs = Math.min(1000 * 2 ** (attempt - 1), longestPauseMs);
      const isLast = attempt > MaximumRetryAttempts;
      if (isLast || Date.now() + pauseMs > endMs) {
        const condition = isLast ? "MaximumRetryAttempts" : "MaximumEventAgeInSeconds";
        return await giveUp(deliver, event, { error, retries: attempt - 1, condition });
      }
      await sleep(pauseMs, undefined, { signal: closing, ref: false });
    }
  }
}

async function deliverOnce(deliver: Deliver, event: Event, attempt: number): Promise<void> {
  const { Arn, SqsParameters } = event.schedule.definition.Target;
  const input = inputOf(event, attempt);
  if (Arn.includes(":lambda:")) return await deliver.invokeLambda(Arn.split(":")[6] ?? "", JSON.parse(input));
  await deliver.sendMessage({ QueueUrl: deliver.urlOf(lastPart(Arn)), MessageBody: input, ...SqsParameters });
}

function inputOf({ schedule, scheduledMs, id }: Event, attempt: number): string {
  const time = new Date(scheduledMs).toISOString().replace(".000", "");
  const arn = scheduleArn(schedule);
  const standard = {
    version: "0",
    id,
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: accountId,
    time,
    region,
    resources: [arn],
    detail: "{}",
  };
  return (schedule.definition.Target.Input ?? JSON.stringify(standard))
    .replaceAll("<aws.scheduler.scheduled-time>", time)
    .replaceAll("<aws.scheduler.schedule-arn>", arn)
    .replaceAll("<aws.scheduler.execution-id>", id)
    .replaceAll("<aws.scheduler.attempt-number>", String(attempt));
}

interface Failure {
  readonly error: unknown;
  readonly retries: number;
  readonly condition: string;
}

async function giveUp(deliver: Deliver, event: Event, { error, retries, condition }: Failure): Promise<void> {
  const { Arn, DeadLetterConfig } = event.schedule.definition.Target;
  const message = error instanceof Error ? error.message : String(error);
  if (!DeadLetterConfig) {
    console.error(`The schedule ${event.schedule.name} did not reach ${Arn}: ${message}`);
    return;
  }
  const facts = {
    ERROR_CODE: error instanceof Error && "code" in error ? String(error.code) : "InternalFailure",
    ERROR_MESSAGE: message || "unknown",
    EXECUTION_ID: event.id,
    EXHAUSTED_RETRY_CONDITION: condition,
    RETRY_ATTEMPTS: String(retries),
    SCHEDULED_TIME: new Date(event.scheduledMs).toISOString(),
    SCHEDULE_ARN: scheduleArn(event.schedule),
    TARGET_ARN: Arn,
  };
  await deliver.sendMessage({
    QueueUrl: deliver.urlOf(lastPart(DeadLetterConfig.Arn)),
    MessageBody: inputOf(event, retries + 1),
    MessageAttributes: Object.fromEntries(
      Object.entries(facts).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    ),
  });
}
