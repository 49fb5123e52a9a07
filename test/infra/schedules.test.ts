import { expect, it } from "vitest";
import { type ScheduleName, schedules } from "#infra/topology.ts";
import { ofType, readable } from "./read-template.ts";
import { synthesize } from "./synthesize.ts";

const template = synthesize("prod");

it.each(Object.keys(schedules) as ScheduleName[])("runs %s as the topology says", (name) => {
  const [, schedule] = ofType(template, "AWS::Scheduler::Schedule").find(
    ([, { Properties }]) => Properties.Name === `aimi-prod-${name}`,
  )!;
  const { ScheduleExpression, Target } = schedule.Properties as {
    ScheduleExpression: string;
    Target: Record<string, unknown>;
  };
  expect(ScheduleExpression).toBe(schedules[name].expression);
  expect(readable(template, Target.Arn)).toBe(`aimi-prod-${schedules[name].target}`);
  expect(readable(template, (Target.DeadLetterConfig as { Arn: unknown }).Arn)).toBe(
    "aimi-prod-schedules-dlq",
  );
});

it("runs retention once a night, when an idle stage sleeps anyway", () => {
  expect(schedules.retention).toEqual({ expression: "cron(0 3 * * ? *)", target: "retention" });
});
