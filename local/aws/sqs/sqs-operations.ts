import type { Fields } from "../service.ts";
import { checkEntries, checkMessage } from "./check-message.ts";
import * as fauxqs from "./fauxqs.ts";
import { createQueue, getQueueUrl } from "./make-queue.ts";
import { makeMoveTasks } from "./move-tasks.ts";
import { checkRedrivePolicy, sourcesOf } from "./redrive-policy.ts";

type Operation = (input: Fields, store: fauxqs.SqsStore) => unknown;

export function sqsOperations(): ReadonlyMap<string, Operation> {
  const moves = makeMoveTasks();
  return new Map<string, Operation>([
    ["CreateQueue", createQueue],
    ["GetQueueUrl", getQueueUrl],
    ["DeleteQueue", (input, store) => fauxqs.deleteQueue(input, store)],
    ["ListQueues", fauxqs.listQueues],
    ["GetQueueAttributes", fauxqs.getQueueAttributes],
    ["SetQueueAttributes", setQueueAttributes],
    ["PurgeQueue", fauxqs.purgeQueue],
    ["TagQueue", fauxqs.tagQueue],
    ["UntagQueue", fauxqs.untagQueue],
    ["ListQueueTags", fauxqs.listQueueTags],
    ["SendMessage", sendMessage],
    ["SendMessageBatch", (input, store) => checkEntries(input, store, fauxqs.sendMessageBatch)],
    ["ReceiveMessage", fauxqs.receiveMessage],
    ["DeleteMessage", fauxqs.deleteMessage],
    ["DeleteMessageBatch", fauxqs.deleteMessageBatch],
    ["ChangeMessageVisibility", fauxqs.changeMessageVisibility],
    ["ChangeMessageVisibilityBatch", fauxqs.changeMessageVisibilityBatch],
    ["ListDeadLetterSourceQueues", listDeadLetterSourceQueues],
    ["StartMessageMoveTask", moves.start],
    ["ListMessageMoveTasks", moves.list],
    ["CancelMessageMoveTask", moves.cancel],
  ]);
}

function sendMessage(input: Fields, store: fauxqs.SqsStore): object {
  checkMessage(input);
  return fauxqs.sendMessage(input, store);
}

function setQueueAttributes(input: Fields, store: fauxqs.SqsStore): unknown {
  const { RedrivePolicy } = (input.Attributes ?? {}) as Record<string, string>;
  checkRedrivePolicy(store, RedrivePolicy, String(input.QueueUrl).endsWith(".fifo"));
  return fauxqs.setQueueAttributes(input, store);
}

function listDeadLetterSourceQueues(input: Fields, store: fauxqs.SqsStore): object {
  const arn = store.getQueue(String(input.QueueUrl))?.arn ?? "";
  return { queueUrls: sourcesOf(store, arn).map((queue) => queue.url) };
}
