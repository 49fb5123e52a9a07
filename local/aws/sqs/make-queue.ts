import type { Fields } from "../service.ts";
import { isFields, queueArn } from "../service.ts";
import { SqsError, type SqsQueue, type SqsStore, validateQueueAttributes } from "./fauxqs.ts";
import { checkRedrivePolicy } from "./redrive-policy.ts";

const namePattern = /^[A-Za-z0-9_-]{1,80}$|^(?=.{1,80}$)[A-Za-z0-9_-]+\.fifo$/;
const fifoDefaults = {
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
};

export function createQueue(input: Fields, store: SqsStore): { QueueUrl: string } {
  return {
    QueueUrl: makeQueue(store, String(input.QueueName), strings(input.Attributes), strings(input.tags)).url,
  };
}

export function getQueueUrl(input: Fields, store: SqsStore): { QueueUrl: string } {
  const queue = store.getQueueByName(String(input.QueueName));
  if (!queue) {
    throw new SqsError(
      "QueueDoesNotExist",
      "The specified queue does not exist.",
      400,
      true,
      "NonExistentQueue",
    );
  }
  return { QueueUrl: queue.url };
}

export function makeQueue(
  store: SqsStore,
  name: string,
  attributes: Record<string, string>,
  tags: Record<string, string> = {},
): SqsQueue {
  const fifo = name.endsWith(".fifo");
  if (!namePattern.test(name)) {
    throw new SqsError(
      "InvalidParameterValue",
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    );
  }
  if (fifo !== (attributes.FifoQueue === "true")) {
    throw new SqsError(
      "InvalidParameterValue",
      "A FIFO queue has a name that ends with .fifo and the attribute FifoQueue.",
    );
  }
  validateQueueAttributes(attributes, SqsError);
  checkRedrivePolicy(store, attributes.RedrivePolicy, fifo);
  const existing = store.getQueueByName(name);
  if (!existing) {
    return store.createQueue(name, "", queueArn(name), { ...(fifo && fifoDefaults), ...attributes }, tags);
  }
  for (const [key, value] of Object.entries(attributes)) {
    if (existing.attributes[key] === value) continue;
    throw new SqsError(
      "QueueNameExists",
      `A queue already exists with the same name and a different value for attribute ${key}`,
    );
  }
  return existing;
}

function strings(value: unknown): Record<string, string> {
  if (!isFields(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}
