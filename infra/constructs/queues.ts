import { Duration } from "aws-cdk-lib";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Stage } from "../stages.ts";
import { type QueueName, type QueueSpec, queues, queueUrlVariable, resourceName } from "../topology.ts";
import type { ServiceFunction } from "./service-function.ts";

interface Pair {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

interface Source {
  readonly queue: Queue;
  readonly batchSize: number;
  readonly maxConcurrency: number;
}

const names = Object.keys(queues) as QueueName[];

export class Queues extends Construct {
  readonly byName: Readonly<Record<QueueName, Pair>>;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const pairs = names.map((name) => [name, this.createPair(name, stage.name)]);
    this.byName = Object.fromEntries(pairs) as Record<QueueName, Pair>;
  }

  allowSending(fn: ServiceFunction, name: QueueName): void {
    fn.allow(["sqs:SendMessage"], this.byName[name].queue.queueArn);
    fn.lambda.addEnvironment(queueUrlVariable(name), this.byName[name].queue.queueUrl);
  }

  /** How much waits, and how much was given up. */
  allowWatching(fn: ServiceFunction, name: QueueName): void {
    const { queue, deadLetters } = this.byName[name];
    fn.allow(["sqs:GetQueueAttributes"], queue.queueArn, deadLetters.queueArn);
    fn.lambda.addEnvironment(queueUrlVariable(name), queue.queueUrl);
    fn.lambda.addEnvironment(queueUrlVariable(`${name}-dlq`), deadLetters.queueUrl);
  }

  /** Moving back what was given up. */
  allowRedriving(fn: ServiceFunction, name: QueueName): void {
    fn.allow(
      ["sqs:StartMessageMoveTask", "sqs:ListMessageMoveTasks", "sqs:ReceiveMessage", "sqs:DeleteMessage"],
      this.byName[name].deadLetters.queueArn,
    );
  }

  consumeWith(fn: ServiceFunction, name: QueueName): void {
    const spec: QueueSpec = queues[name];
    const { queue } = this.byName[name];
    fn.allow(["sqs:ChangeMessageVisibility"], queue.queueArn);
    fn.lambda.addEnvironment(queueUrlVariable(name), queue.queueUrl);
    this.feed(fn, `${name}-source`, { ...spec, queue });
  }

  consumeDeadLettersWith(fn: ServiceFunction, name: QueueName): void {
    const spec: QueueSpec = queues[name];
    if (!spec.deadLetters) throw new Error(`nobody is to note down the dead letters of ${name}`);
    this.feed(fn, `${name}-dlq-source`, { ...spec.deadLetters, queue: this.byName[name].deadLetters });
  }

  private feed(fn: ServiceFunction, id: string, { queue, ...source }: Source): void {
    fn.allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], queue.queueArn);
    new EventSourceMapping(this, id, {
      target: fn.lambda,
      eventSourceArn: queue.queueArn,
      batchSize: source.batchSize,
      maxConcurrency: source.maxConcurrency,
      reportBatchItemFailures: true,
    });
  }

  private createPair(name: QueueName, stage: string): Pair {
    const spec: QueueSpec = queues[name];
    const common = {
      fifo: spec.fifo || undefined,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    };
    const deadLetters = new Queue(this, `${name}-dlq`, {
      ...common,
      queueName: resourceName(stage, `${name}-dlq`, spec),
      retentionPeriod:
        spec.retentionSeconds === undefined ? Duration.days(14) : Duration.seconds(spec.retentionSeconds),
      visibilityTimeout: Duration.seconds(spec.deadLetters?.visibilitySeconds ?? 30),
    });
    const queue = new Queue(this, name, {
      ...common,
      queueName: resourceName(stage, name, spec),
      visibilityTimeout: Duration.seconds(spec.visibilitySeconds),
      ...(spec.retentionSeconds !== undefined && {
        retentionPeriod: Duration.seconds(spec.retentionSeconds),
      }),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: spec.maxReceiveCount },
    });
    return { queue, deadLetters };
  }
}
