import { accountId, region } from "../service.ts";

export interface Target {
  readonly Arn: string;
  readonly RoleArn: string;
  readonly Input?: string;
  readonly RetryPolicy: { readonly MaximumEventAgeInSeconds: number; readonly MaximumRetryAttempts: number };
  readonly DeadLetterConfig?: { readonly Arn: string };
  readonly SqsParameters?: { readonly MessageGroupId: string };
}

/** What the caller asked for, with Scheduler's defaults. */
export interface Definition {
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone: string;
  readonly State: "ENABLED" | "DISABLED";
  readonly FlexibleTimeWindow: {
    readonly Mode: "OFF" | "FLEXIBLE";
    readonly MaximumWindowInMinutes?: number;
  };
  readonly ActionAfterCompletion: "NONE" | "DELETE";
  readonly Target: Target;
  readonly Description?: string;
  readonly StartDate?: number;
  readonly EndDate?: number;
}

export interface Schedule {
  readonly name: string;
  readonly group: string;
  readonly definition: Definition;
  readonly token?: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
  /** From where a rate counts; it stays through restarts. */
  readonly anchorMs: number;
  /** Set when a one-time schedule has run. */
  readonly doneMs?: number;
}

export const keyOf = (group: string, name: string) => `${group}/${name}`;
export const scheduleArn = ({ group, name }: Pick<Schedule, "group" | "name">) =>
  `arn:aws:scheduler:${region}:${accountId}:schedule/${keyOf(group, name)}`;
export const groupArn = (name: string) => `arn:aws:scheduler:${region}:${accountId}:schedule-group/${name}`;

const dates = (schedule: Schedule) => ({
  CreationDate: schedule.createdMs / 1000,
  LastModificationDate: schedule.modifiedMs / 1000,
});

export function detail(schedule: Schedule): object {
  const { name, group, definition } = schedule;
  return { Arn: scheduleArn(schedule), Name: name, GroupName: group, ...definition, ...dates(schedule) };
}

export function summary(schedule: Schedule): object {
  const { name, group, definition } = schedule;
  const { State, Target } = definition;
  const target = { Arn: Target.Arn };
  return {
    Arn: scheduleArn(schedule),
    Name: name,
    GroupName: group,
    State,
    Target: target,
    ...dates(schedule),
  };
}
