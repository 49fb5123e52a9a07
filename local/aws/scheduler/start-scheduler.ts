import { join } from "node:path";
import { unknownOperation } from "../aws-errors.ts";
import { openRecords } from "../record-log.ts";
import { accountId, type Fields, type Service } from "../service.ts";
import type { Deliver } from "./deliver.ts";
import { runSchedules } from "./run-schedules.ts";
import { keyOf, type Schedule } from "./schedule.ts";
import { type Group, makeGroups } from "./schedule-groups.ts";
import { scheduleOperations } from "./schedule-operations.ts";

export interface ScheduleSettings {
  readonly name: string;
  readonly expression: string;
  readonly targetArn: string;
  readonly input?: string;
}

interface SchedulerOptions {
  readonly folder: string | null;
  readonly schedules: readonly ScheduleSettings[];
  readonly groups: readonly string[];
  readonly deliver: Deliver;
  readonly now: () => number;
}

export function startScheduler(options: SchedulerOptions): Service {
  const { folder, deliver, now } = options;
  const schedules = openRecords<Schedule>(folder && join(folder, "schedules"));
  const groupRecords = openRecords<Group>(folder && join(folder, "groups"));
  const groups = makeGroups(groupRecords, now);
  const runner = runSchedules(schedules, deliver, now);
  const operations = scheduleOperations({ schedules, groups, runner, now });
  const run = (operation: string, input: Fields): object => {
    const found = operations.get(operation);
    if (!found) throw unknownOperation(operation);
    return found(input);
  };
  for (const name of options.groups) if (!groupRecords.byKey.has(name)) groups.create({ Name: name });
  for (const setting of options.schedules) {
    const existing = schedules.byKey.get(keyOf("default", setting.name));
    const input = inputFor(setting);
    if (!existing) run("CreateSchedule", input);
    else if (!isSame(existing, setting)) run("UpdateSchedule", input);
  }
  return {
    contentType: "application/json",
    errorsInHeader: true,
    errorPrefix: "",
    internalFailure: "InternalServerException",
    unsignedStatus: 403,
    maxBodyBytes: 1024 * 1024,
    call: async (operation, input) => run(operation, input),
    async close() {
      await runner.stop();
      schedules.close();
      groupRecords.close();
    },
  };
}

const inputFor = ({ name, expression, targetArn, input }: ScheduleSettings): Fields => ({
  Name: name,
  ScheduleExpression: expression,
  FlexibleTimeWindow: { Mode: "OFF" },
  Target: {
    Arn: targetArn,
    RoleArn: `arn:aws:iam::${accountId}:role/local`,
    ...(input !== undefined && { Input: input }),
  },
});

function isSame({ definition }: Schedule, { expression, targetArn, input }: ScheduleSettings): boolean {
  const { ScheduleExpression, Target } = definition;
  return ScheduleExpression === expression && Target.Arn === targetArn && Target.Input === input;
}
