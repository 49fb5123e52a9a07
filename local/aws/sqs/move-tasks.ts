import { randomUUID } from "node:crypto";
import type { Fields } from "../service.ts";
import { SqsError, type SqsQueue, SqsStore } from "./fauxqs.ts";
import { sourcesOf } from "./redrive-policy.ts";

interface MoveTask {
  readonly TaskHandle: string;
  readonly Status: "COMPLETED";
  readonly SourceArn: string;
  readonly DestinationArn?: string;
  readonly ApproximateNumberOfMessagesMoved: number;
  readonly ApproximateNumberOfMessagesToMove: number;
  readonly StartedTimestamp: number;
}

/** Redrive from a dead-letter queue, which fauxqs lacks. A task is done when its start is answered. */
export function makeMoveTasks() {
  const tasks: MoveTask[] = [];
  return {
    start(input: Fields, store: SqsStore): { TaskHandle: string } {
      const source = deadLetterQueue(input, store);
      const destination = findDestination(input, store, source);
      const waiting = Number(source.getAttribute("ApproximateNumberOfMessages"));
      const task: MoveTask = {
        TaskHandle: randomUUID(),
        Status: "COMPLETED",
        SourceArn: source.arn,
        ...(typeof input.DestinationArn === "string" && { DestinationArn: input.DestinationArn }),
        ApproximateNumberOfMessagesMoved: moveAll(source, destination),
        ApproximateNumberOfMessagesToMove: waiting,
        StartedTimestamp: Date.now(),
      };
      tasks.unshift(task);
      return { TaskHandle: task.TaskHandle };
    },
    list(input: Fields, store: SqsStore): { Results: object[] } {
      const source = deadLetterQueue(input, store);
      const limit = Number(input.MaxResults ?? 1);
      const results = tasks.filter((task) => task.SourceArn === source.arn).slice(0, limit);
      return { Results: results.map(({ TaskHandle: _, ...result }) => result) };
    },
    cancel(): never {
      throw new SqsError("ResourceNotFoundException", "The task is not running.", 404);
    },
  };
}

function deadLetterQueue(input: Fields, store: SqsStore): SqsQueue {
  const arn = String(input.SourceArn);
  const queue = store.getQueueByArn(arn);
  if (!queue) {
    throw new SqsError(
      "ResourceNotFoundException",
      "The resource that you specified for the SourceArn parameter doesn't exist.",
      404,
    );
  }
  if (sourcesOf(store, arn).length === 0) {
    throw new SqsError(
      "InvalidParameterValue",
      `Value ${arn} for parameter SourceArn is invalid. Reason: Source queue must be configured as a Dead Letter Queue.`,
    );
  }
  return queue;
}

function findDestination(input: Fields, store: SqsStore, source: SqsQueue): SqsQueue {
  if (typeof input.DestinationArn === "string") {
    const queue = store.getQueueByArn(input.DestinationArn);
    if (queue) return queue;
    throw new SqsError(
      "ResourceNotFoundException",
      "The resource that you specified for the DestinationArn parameter doesn't exist.",
      404,
    );
  }
  const [only, ...others] = sourcesOf(store, source.arn);
  if (only && others.length === 0) return only;
  throw new SqsError(
    "UnsupportedOperation",
    "Several queues share this dead-letter queue: the local cloud needs a DestinationArn.",
  );
}

/** Each message arrives as a new one and only then leaves the old queue, so that a kill loses none. */
function moveAll(source: SqsQueue, destination: SqsQueue): number {
  let moved = 0;
  for (;;) {
    const batch = source.dequeue(10, 60);
    if (batch.length === 0) return moved;
    for (const { ReceiptHandle } of batch) {
      const old = source.inflightMessages.get(ReceiptHandle)?.message;
      if (!old) continue;
      const fresh = SqsStore.createMessage(
        old.body,
        old.messageAttributes,
        undefined,
        old.messageGroupId,
        old.messageDeduplicationId,
      );
      if (destination.isFifo()) fresh.sequenceNumber = destination.nextSequenceNumber();
      destination.enqueue(fresh);
      source.deleteMessage(ReceiptHandle);
      moved += 1;
    }
  }
}
