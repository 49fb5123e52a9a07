import { ArnFormat, Stack } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnScheduleGroup } from "aws-cdk-lib/aws-scheduler";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { NagSuppressions } from "cdk-nag";
import { Construct } from "constructs";
import type { Stage } from "../stages.ts";
import { reminderGroup, resourceName, scheduleVariables } from "../topology.ts";
import type { ServiceFunction } from "./service-function.ts";

export interface ReminderSchedulesProps {
  readonly stage: Stage;
  readonly queue: IQueue;
  /** For what Scheduler could not bring to the queue. */
  readonly deadLetters: IQueue;
}

/** Where the app makes a schedule for each time of a reminder that is far ahead, and what such a schedule may do. */
export class ReminderSchedules extends Construct {
  private readonly props: ReminderSchedulesProps;
  private readonly groupName: string;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: ReminderSchedulesProps) {
    super(scope, id);
    this.props = props;
    this.groupName = resourceName(props.stage.name, reminderGroup);
    new CfnScheduleGroup(this, "Group", { name: this.groupName });
    this.role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
        conditions: {
          StringEquals: {
            "aws:SourceAccount": Stack.of(this).account,
            "aws:SourceArn": this.arnOf("schedule-group", this.groupName),
          },
        },
      }),
    });
    const resources = [props.queue.queueArn, props.deadLetters.queueArn];
    this.role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources }));
  }

  allowMaking(fn: ServiceFunction): void {
    this.allow(fn, "CreateSchedule", "DeleteSchedule");
    fn.lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ["iam:PassRole"],
        resources: [this.role.roleArn],
        conditions: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
      }),
    );
    const { queue, deadLetters } = this.props;
    fn.lambda.addEnvironment(scheduleVariables.queueArn, queue.queueArn);
    fn.lambda.addEnvironment(scheduleVariables.deadLettersArn, deadLetters.queueArn);
    fn.lambda.addEnvironment(scheduleVariables.roleArn, this.role.roleArn);
  }

  allowRemoving(fn: ServiceFunction): void {
    this.allow(fn, "DeleteSchedule");
  }

  private allow(fn: ServiceFunction, ...operations: readonly string[]): void {
    fn.allow(
      operations.map((operation) => `scheduler:${operation}`),
      this.arnOf("schedule", `${this.groupName}/*`),
    );
    fn.lambda.addEnvironment(scheduleVariables.group, this.groupName);
    NagSuppressions.addResourceSuppressions(
      fn,
      [
        {
          id: "AwsSolutions-IAM5",
          reason: "The app makes and names the schedules of this group itself.",
          appliesTo: [{ regex: `/:schedule\\/${this.groupName}\\/\\*$/` }],
        },
      ],
      true,
    );
  }

  private arnOf(resource: string, resourceName: string): string {
    const arnFormat = ArnFormat.SLASH_RESOURCE_NAME;
    return Stack.of(this).formatArn({ service: "scheduler", resource, resourceName, arnFormat });
  }
}
