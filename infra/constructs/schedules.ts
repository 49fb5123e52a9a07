import { Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { NagSuppressions } from "cdk-nag";
import { Construct } from "constructs";
import type { Stage } from "../stages.ts";
import {
  type FunctionName,
  resourceName,
  type ScheduleName,
  scheduleDeadLetters,
  schedules,
} from "../topology.ts";
import type { ServiceFunction } from "./service-function.ts";

export interface SchedulesProps {
  readonly stage: Stage;
  readonly functions: Readonly<Record<FunctionName, ServiceFunction>>;
}

export class Schedules extends Construct {
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { stage, functions }: SchedulesProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, "dlq", {
      queueName: resourceName(stage.name, scheduleDeadLetters),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    NagSuppressions.addResourceSuppressions(this.deadLetters, [
      { id: "AwsSolutions-SQS3", reason: "It is the dead-letter queue of EventBridge Scheduler itself." },
    ]);
    for (const name of Object.keys(schedules) as ScheduleName[]) {
      this.addSchedule(name, stage.name, functions[schedules[name].target]);
    }
  }

  private addSchedule(name: ScheduleName, stage: string, target: ServiceFunction): void {
    const role = new Role(this, `${name}-role`, {
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    });
    const { functionArn } = target.lambda;
    const { queueArn } = this.deadLetters;
    role.addToPolicy(new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [functionArn] }));
    role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [queueArn] }));
    const schedule = new CfnSchedule(this, name, {
      name: resourceName(stage, name),
      scheduleExpression: schedules[name].expression,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: functionArn,
        roleArn: role.roleArn,
        deadLetterConfig: { arn: queueArn },
        // The next run does what a late one would have done.
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 300 },
      },
    });
    schedule.node.addDependency(role);
  }
}
