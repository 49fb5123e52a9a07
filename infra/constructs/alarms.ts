import { Duration, Stack } from "aws-cdk-lib";
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { FilterPattern, type IFilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Stage } from "../stages.ts";
import { type FunctionName, resourceName, queues as specs } from "../topology.ts";
import type { HttpEntrance } from "./http-api.ts";
import type { Queues } from "./queues.ts";
import type { Schedules } from "./schedules.ts";
import type { ServiceFunction } from "./service-function.ts";

export interface AlarmsProps {
  readonly stage: Stage;
  readonly functions: Readonly<Record<FunctionName, ServiceFunction>>;
  readonly httpApi: HttpEntrance;
  readonly queues: Queues;
  readonly schedules: Schedules;
}

/** How many periods count, and how many of them must be bad: one of one, if left out. */
type Patience = Partial<Pick<AlarmProps, "evaluationPeriods" | "datapointsToAlarm">>;

const period = Duration.minutes(5);
const oldestSeconds = 600;
/** As many faults of ours that are answered in five minutes are no accident. */
const manyFaults = 5;
/** Whatever has failed so often has failed for five to ten minutes, by retry-delay.ts. */
const stuckTries = 8;
/** A job rests up to 15 minutes: until it is tried again, its alarm goes on. */
const longestRestPeriods = 4;
/** Their jobs come back for hours. SQS leaves what was received three times out of the oldest message's age. */
const patient = ["memory-jobs", "session-jobs", "learning-jobs", "reminders"] as const;

/** What somebody should look at, told to one SNS topic. */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { stage, functions, httpApi, queues, schedules }: AlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, "Topic", {
      topicName: resourceName(stage.name, "alarms"),
      enforceSSL: true,
    });
    this.letAlarmsPublish();
    const add = (name: string, metric: IMetric, threshold: number, patience?: Patience) =>
      this.add(resourceName(stage.name, name), metric, { threshold, ...patience });
    const addDeadLetters = (name: string, queue: IQueue) =>
      add(`${name}-dead-letters`, queue.metricApproximateNumberOfMessagesVisible({ period }), 1);
    const addUnnoted = (name: string, queue: IQueue) =>
      add(`${name}-dead-letters`, allMessages(queue), 1, { evaluationPeriods: 2 });

    for (const [name, { lambda }] of Object.entries(functions)) {
      add(`${name}-errors`, lambda.metricErrors({ period }), 1);
      add(`${name}-throttles`, lambda.metricThrottles({ period }), 1);
    }
    // A fault that a function answers is no error to Lambda.
    add("http-server-errors", httpApi.api.metricServerError({ period, statistic: "Sum" }), manyFaults);
    add(
      "stream-server-errors",
      functions.stream.lambda.metric("Url5xxCount", { period, statistic: "Sum" }),
      manyFaults,
    );
    const addLines = (name: string, fn: ServiceFunction, filterPattern: IFilterPattern) =>
      add(name, this.countLines(name, { stage, fn, filterPattern }), manyFaults);
    addLines(
      "websocket-failed-frames",
      functions.websocket,
      FilterPattern.stringValue("$.level", "=", "error"),
    );
    addLines(
      "chat-turn-failed-turns",
      functions["chat-turn"],
      FilterPattern.any(
        FilterPattern.stringValue("$.code", "=", "upstream_unavailable"),
        FilterPattern.stringValue("$.code", "=", "internal"),
      ),
    );
    for (const name of patient) {
      const stuck = FilterPattern.all(
        FilterPattern.stringValue("$.outcome", "=", "retry"),
        FilterPattern.numberValue("$.receive_count", ">=", stuckTries),
      );
      const lines = this.countLines(`${name}-stuck-jobs`, {
        stage,
        fn: functions[name],
        filterPattern: stuck,
      });
      add(`${name}-stuck-jobs`, lines, 1, { evaluationPeriods: longestRestPeriods, datapointsToAlarm: 1 });
    }
    for (const [name, { queue, deadLetters }] of Object.entries(queues.byName)) {
      add(`${name}-oldest-message`, queue.metricApproximateAgeOfOldestMessage({ period }), oldestSeconds);
      if (!("deadLetters" in specs[name as keyof typeof specs])) {
        addDeadLetters(name, deadLetters);
        continue;
      }
      addUnnoted(name, deadLetters);
      // Its consumer empties the queue within seconds: what it took out is what was given up.
      add(`${name}-failed-jobs`, deadLetters.metricNumberOfMessagesDeleted({ period }), 1);
    }
    addDeadLetters("schedules", schedules.deadLetters);
  }

  /** A topic with a policy of its own has lost the one that let its account's alarms in. */
  private letAlarmsPublish(): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    );
  }

  /** How many lines of a function's log are such. */
  private countLines(
    name: string,
    { stage, fn, filterPattern }: { stage: Stage; fn: ServiceFunction; filterPattern: IFilterPattern },
  ): IMetric {
    return new MetricFilter(this, `${name}-lines`, {
      logGroup: fn.logGroup,
      filterPattern,
      metricNamespace: `aimi/${stage.name}`,
      metricName: name,
    }).metric({ period, statistic: "Sum" });
  }

  private add(alarmName: string, metric: IMetric, rule: Patience & { readonly threshold: number }): void {
    const alarm = new Alarm(this, alarmName, {
      alarmName,
      metric,
      evaluationPeriods: 1,
      ...rule,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }
}

/** What a consumer gives back stays hidden until it is handed over again: it is never seen to lie there. */
function allMessages(queue: IQueue): IMetric {
  return new MathExpression({
    expression: "visible + hidden",
    usingMetrics: {
      visible: queue.metricApproximateNumberOfMessagesVisible(),
      hidden: queue.metricApproximateNumberOfMessagesNotVisible(),
    },
    period,
  });
}
