import { AwsError } from "../aws-errors.ts";
import type { Records } from "../record-log.ts";
import type { Fields } from "../service.ts";
import { checkName, checkSchedule } from "./check-schedule.ts";
import type { Runner } from "./run-schedules.ts";
import { detail, keyOf, type Schedule, scheduleArn, summary } from "./schedule.ts";
import type { makeGroups } from "./schedule-groups.ts";

interface Needs {
  readonly schedules: Records<Schedule>;
  readonly groups: ReturnType<typeof makeGroups>;
  readonly runner: Runner;
  readonly now: () => number;
}

export function scheduleOperations({ schedules, groups, runner, now }: Needs) {
  const keyFor = (input: Fields) => {
    const name = checkName(input.Name, "name");
    const group = checkName(input.GroupName ?? "default", "groupName");
    return { name, group: groups.get(group).name, key: keyOf(group, name) };
  };
  const get = (input: Fields): Schedule => {
    const { key, name } = keyFor(input);
    const schedule = schedules.byKey.get(key);
    if (schedule) return schedule;
    throw new AwsError("ResourceNotFoundException", `Schedule ${name} does not exist.`, 404);
  };
  const save = (schedule: Schedule) => {
    const key = keyOf(schedule.group, schedule.name);
    schedules.set(key, schedule);
    runner.plan(key);
    return { ScheduleArn: scheduleArn(schedule) };
  };
  const remove = (key: string) => {
    schedules.delete(key);
    runner.plan(key);
    return {};
  };

  const create = (input: Fields) => {
    const definition = checkSchedule(input, now());
    const { key, name, group } = keyFor(input);
    const token = typeof input.ClientToken === "string" ? { token: input.ClientToken } : {};
    const existing = schedules.byKey.get(key);
    if (existing && token.token !== undefined && existing.token === token.token) {
      return { ScheduleArn: scheduleArn(existing) };
    }
    if (existing) throw new AwsError("ConflictException", `Schedule ${name} already exists.`, 409);
    const ms = now();
    return save({ name, group, definition, ...token, createdMs: ms, modifiedMs: ms, anchorMs: ms });
  };

  const update = (input: Fields) => {
    const { doneMs: _, ...existing } = get(input);
    const definition = checkSchedule(input, now());
    const isSameRate = definition.ScheduleExpression === existing.definition.ScheduleExpression;
    const anchorMs = isSameRate ? existing.anchorMs : now();
    return save({ ...existing, definition, anchorMs, modifiedMs: now() });
  };

  return new Map<string, (input: Fields) => object>([
    ["CreateSchedule", create],
    ["UpdateSchedule", update],
    ["GetSchedule", (input) => detail(get(input))],
    ["DeleteSchedule", ({ Name, GroupName }) => removeOne(get({ Name, GroupName }))],
    ["ListSchedules", (input) => list([...schedules.byKey.values()], input)],
    ["CreateScheduleGroup", groups.create],
    ["GetScheduleGroup", groups.describe],
    ["ListScheduleGroups", groups.list],
    ["DeleteScheduleGroup", ({ Name }) => removeGroup(String(Name))],
  ]);

  function removeOne({ group, name }: Schedule): object {
    return remove(keyOf(group, name));
  }

  function removeGroup(group: string): object {
    groups.remove(group);
    for (const [key, schedule] of [...schedules.byKey]) if (schedule.group === group) remove(key);
    return {};
  }
}

function list(all: readonly Schedule[], input: Fields): object {
  const { ScheduleGroup, NamePrefix = "", State, MaxResults = 100, NextToken = 0 } = input;
  const start = Number(NextToken);
  const end = start + Number(MaxResults);
  const found = all.filter(
    ({ group, name, definition }) =>
      (ScheduleGroup === undefined || group === ScheduleGroup) &&
      name.startsWith(String(NamePrefix)) &&
      (State === undefined || definition.State === State),
  );
  return {
    Schedules: found.slice(start, end).map(summary),
    ...(end < found.length && { NextToken: String(end) }),
  };
}
