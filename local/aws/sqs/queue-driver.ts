import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import type { LocalAws } from "../start-aws.ts";
import { clientsFor } from "../test-clients.ts";

/** The production client in the few words that the tests of queues need. */
export function driveQueues(aws: LocalAws) {
  const { sqs } = clientsFor(aws.url);
  let number = 0;

  const make = async (Attributes: Record<string, string> = {}) => {
    number += 1;
    const QueueName = `queue-${number}${Attributes.FifoQueue === "true" ? ".fifo" : ""}`;
    return (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl!;
  };

  return {
    sqs,
    make,
    /** A queue with a dead-letter queue of its own. */
    async makeWatched(maxReceiveCount: number, kind: Record<string, string> = {}) {
      const dead = await make(kind);
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(dead), maxReceiveCount });
      return { dead, source: await make({ ...kind, RedrivePolicy }) };
    },
    send: (QueueUrl: string, MessageBody: string, more = {}) =>
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more })),
    async receive(QueueUrl: string, more = {}): Promise<Message[]> {
      const request = { QueueUrl, MaxNumberOfMessages: 10, ...more };
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ ...request, MessageSystemAttributeNames: ["All"] }),
      );
      return Messages;
    },
    drop: (QueueUrl: string, { ReceiptHandle }: Message) =>
      sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
    release: (QueueUrl: string, { ReceiptHandle }: Message) =>
      sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
  };
}

export const arnOf = (url: string) => `arn:aws:sqs:us-east-1:000000000000:${url.split("/").at(-1)}`;
export const bodies = (messages: readonly Message[]) => messages.map((message) => message.Body);
