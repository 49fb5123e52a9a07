import { readFile } from "node:fs/promises";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { describe, expect, it } from "vitest";
import { stageNamed, stages } from "#infra/stages.ts";
import { functionNames, queues } from "#infra/topology.ts";
import { ofType, type Statement } from "./read-template.ts";
import { complaintsAbout, createStack, synthesize } from "./synthesize.ts";

describe.each(stages.map(({ name }) => name))("the stack of %s", (name) => {
  it("gives cdk-nag nothing to complain about", () => {
    expect(complaintsAbout(createStack(name))).toEqual([]);
  });
});

it("cannot be synthesized past a complaint of cdk-nag", () => {
  const stack = createStack("prod");
  new Queue(stack, "Careless");
  expect(() => complaintsAbout(stack)).toThrow("AwsSolutions-SQS4");
});

it("says why at each exception", () => {
  for (const [id, resource] of Object.entries(synthesize("prod").toJSON().Resources)) {
    const { cdk_nag: nag } =
      (resource as { Metadata?: { cdk_nag?: { rules_to_suppress: { reason: string }[] } } }).Metadata ?? {};
    for (const { reason } of nag?.rules_to_suppress ?? []) expect(reason.length, id).toBeGreaterThan(20);
  }
});

it("refuses a stage that nobody declared, and lists those that are", () => {
  expect(() => stageNamed("staging")).toThrow(/no stage "staging".*local, dev, prod/);
});

it("offers every deployed stage to the deploy workflow", async () => {
  const workflow = await readFile(".github/workflows/deploy.yml", "utf8");
  const deployed = stages.filter(({ emulated }) => !emulated).map(({ name }) => name);
  expect(workflow).toContain(`options: [${deployed.join(", ")}]`);
});

describe("alarms", () => {
  const template = synthesize("prod");
  const names = ofType(template, "AWS::CloudWatch::Alarm").map(([, { Properties }]) => Properties.AlarmName);

  it("watch functions, queues, dead letters, failed jobs, and the faults that are answered", () => {
    expect(names.sort()).toEqual(
      [
        ...functionNames.flatMap((name) => [`aimi-prod-${name}-errors`, `aimi-prod-${name}-throttles`]),
        ...Object.keys(queues).flatMap((name) => [
          `aimi-prod-${name}-oldest-message`,
          `aimi-prod-${name}-dead-letters`,
        ]),
        "aimi-prod-chat-turns-failed-jobs",
        "aimi-prod-learning-jobs-failed-jobs",
        "aimi-prod-memory-jobs-failed-jobs",
        "aimi-prod-schedules-dead-letters",
        "aimi-prod-http-server-errors",
        "aimi-prod-stream-server-errors",
        "aimi-prod-websocket-failed-frames",
        "aimi-prod-chat-turn-failed-turns",
      ].sort(),
    );
  });

  it("count the faults that Lambda takes for answers, by the API, the URL and the words of the log", () => {
    const metricOf = (name: string) => {
      const [, alarm] = ofType(template, "AWS::CloudWatch::Alarm").find(
        ([, { Properties }]) => Properties.AlarmName === `aimi-prod-${name}`,
      )!;
      const { Namespace, MetricName, Statistic } = alarm.Properties as Record<string, string>;
      return [Namespace, MetricName, Statistic];
    };
    expect(metricOf("http-server-errors")).toEqual(["AWS/ApiGateway", "5xx", "Sum"]);
    expect(metricOf("stream-server-errors")).toEqual(["AWS/Lambda", "Url5xxCount", "Sum"]);
    expect(metricOf("websocket-failed-frames")).toEqual(["aimi/prod", "websocket-failed-frames", "Sum"]);
    const filters = ofType(template, "AWS::Logs::MetricFilter").map(([, { Properties }]) => Properties);
    expect(filters.map(({ FilterPattern }) => FilterPattern)).toEqual([
      '{ $.level = "error" }',
      '{ ($.code = "upstream_unavailable") || ($.code = "internal") }',
    ]);
  });

  it("tell the topic, and are silent where nothing happens", () => {
    for (const [, { Properties }] of ofType(template, "AWS::CloudWatch::Alarm")) {
      expect(Properties.AlarmActions).toHaveLength(1);
      expect(Properties.TreatMissingData).toBe("notBreaching");
    }
  });

  it("may tell the topic, whose own policy has taken the place of the one that let them", () => {
    const [policy, ...others] = ofType(template, "AWS::SNS::TopicPolicy").map(
      ([, { Properties }]) => Properties,
    );
    expect(others).toEqual([]);
    const { Statement } = policy!.PolicyDocument as { Statement: Statement[] };
    const allowed = Statement.filter(({ Effect }) => Effect === "Allow");
    expect(allowed).toMatchObject([
      {
        ...{ Effect: "Allow", Action: "sns:Publish", Principal: { Service: "cloudwatch.amazonaws.com" } },
        Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
        Resource: expect.anything(),
      },
    ]);
  });

  it("are left out where the stage is emulated", () => {
    expect(ofType(synthesize("local"), "AWS::CloudWatch::Alarm")).toEqual([]);
  });
});
