import { readFile } from "node:fs/promises";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { describe, expect, it } from "vitest";
import { stageNamed, stages } from "#infra/stages.ts";
import { functionNames, type QueueName, queues, resourceName } from "#infra/topology.ts";
import { retryDelaySeconds } from "#shared/runtime/retry-delay.ts";
import { ofType, readable, type Statement } from "./read-template.ts";
import { complaintsAbout, createStack, synthesize } from "./synthesize.ts";

const queueNames = Object.keys(queues) as QueueName[];

interface MetricQuery {
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: { readonly MetricName: string; readonly Dimensions: [{ readonly Value: unknown }] };
    readonly Stat: string;
    readonly Period: number;
  };
}

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
  const alarms = ofType(template, "AWS::CloudWatch::Alarm").map(([, { Properties }]) => Properties);
  const names = alarms.map(({ AlarmName }) => AlarmName);
  const alarmNamed = (name: string) => alarms.find(({ AlarmName }) => AlarmName === `aimi-prod-${name}`)!;

  /** What lines the metric of such a name counts. */
  function patternOf(metricName: string): unknown {
    const filters = ofType(template, "AWS::Logs::MetricFilter").map(([, { Properties }]) => Properties);
    const counts = (filter: (typeof filters)[number]) =>
      (filter.MetricTransformations as { MetricName: string }[])[0]?.MetricName === metricName;
    return filters.find(counts)?.FilterPattern;
  }

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
        "aimi-prod-learning-jobs-stuck-jobs",
        "aimi-prod-memory-jobs-stuck-jobs",
        "aimi-prod-reminders-stuck-jobs",
        "aimi-prod-session-jobs-stuck-jobs",
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
      const { Namespace, MetricName, Statistic } = alarmNamed(name) as Record<string, string>;
      return [Namespace, MetricName, Statistic];
    };
    expect(metricOf("http-server-errors")).toEqual(["AWS/ApiGateway", "5xx", "Sum"]);
    expect(metricOf("stream-server-errors")).toEqual(["AWS/Lambda", "Url5xxCount", "Sum"]);
    expect(metricOf("websocket-failed-frames")).toEqual(["aimi/prod", "websocket-failed-frames", "Sum"]);
    expect(patternOf("websocket-failed-frames")).toBe('{ $.level = "error" }');
    expect(patternOf("chat-turn-failed-turns")).toBe(
      '{ ($.code = "upstream_unavailable") || ($.code = "internal") }',
    );
  });

  it.each(["memory-jobs", "session-jobs", "learning-jobs", "reminders"] as const)(
    "ring for a job of %s that fails again and again, and until it rests no more",
    (name) => {
      const alarm = alarmNamed(`${name}-stuck-jobs`);
      expect(alarm).toMatchObject({ Namespace: "aimi/prod", Statistic: "Sum", Threshold: 1, Period: 300 });
      expect(patternOf(`${name}-stuck-jobs`)).toBe('{ ($.outcome = "retry") && ($.receive_count >= 8) }');
      // Jitter takes half of a wait at most.
      const waits = (random: number) =>
        Array.from({ length: 7 }, (_, at) => retryDelaySeconds(at + 1, { random: () => random }));
      const sum = (seconds: readonly number[]) => seconds.reduce((total, each) => total + each, 0);
      expect(sum(waits(0))).toBeGreaterThan(300);
      expect(sum(waits(1))).toBeLessThan(700);
      expect(queues[name].maxReceiveCount).toBeGreaterThan(8);
      const longestRest = retryDelaySeconds(20, { random: () => 1 });
      expect(Number(alarm.EvaluationPeriods) * 300).toBeGreaterThan(longestRest);
      expect(alarm.DatapointsToAlarm).toBe(1);
    },
  );

  it.each(queueNames.filter((name) => "deadLetters" in queues[name]))(
    "ring for dead letters of %s that nobody notes down, while one who tries holds them too",
    (name) => {
      const alarm = alarmNamed(`${name}-dead-letters`);
      expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 2 });
      const metrics = alarm.Metrics as MetricQuery[];
      expect(metrics.map(({ Expression }) => Expression).filter(Boolean)).toEqual(["visible + hidden"]);
      const counted = metrics.flatMap(({ MetricStat }) => MetricStat ?? []);
      expect(counted.map(({ Metric, Stat, Period }) => [Metric.MetricName, Stat, Period])).toEqual([
        ["ApproximateNumberOfMessagesVisible", "Maximum", 300],
        ["ApproximateNumberOfMessagesNotVisible", "Maximum", 300],
      ]);
      for (const { Metric } of counted) {
        const [{ Value: queue }] = Metric.Dimensions;
        expect(readable(template, queue)).toBe(resourceName("prod", `${name}-dlq`, queues[name]));
      }
    },
  );

  it.each(queueNames.filter((name) => !("deadLetters" in queues[name])))(
    "ring at once for dead letters of %s, which wait to be moved back",
    (name) => {
      expect(alarmNamed(`${name}-dead-letters`)).toMatchObject({
        ...{ MetricName: "ApproximateNumberOfMessagesVisible", Threshold: 1, EvaluationPeriods: 1 },
      });
    },
  );

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
