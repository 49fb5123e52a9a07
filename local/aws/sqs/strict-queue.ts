import type { SqsQueue } from "./fauxqs.ts";
import type { QueueFile } from "./queue-file.ts";

/** Where fauxqs is kinder than SQS, or loses messages, its queue gets SQS's behaviour. */
export function makeStrict(queue: SqsQueue, file: QueueFile | null, haste: number): SqsQueue {
  if (haste !== 1) hurry(queue, haste);
  if (file) moveInOneStep(queue, file);
  releaseByExpiry(queue);
  expireOldMessages(queue, file);
  if (queue.isFifo()) {
    keepGroupsInOrder(queue);
    takeWholeGroups(queue);
  }
  return queue;
}

/** What is hidden comes back sooner, so that hours of retries pass in a minute. */
function hurry(queue: SqsQueue, haste: number): void {
  const change = queue.changeVisibility.bind(queue);
  queue.changeVisibility = (handle, seconds) => change(handle, seconds / haste);
  const take = queue.dequeue.bind(queue);
  queue.dequeue = (max, seconds = Number(queue.attributes.VisibilityTimeout), findQueue) =>
    take(max, seconds / haste, findQueue);
}

/** fauxqs forgets the receive count of a released message on disk, and then the message itself. */
function releaseByExpiry(queue: SqsQueue): void {
  const change = queue.changeVisibility.bind(queue);
  queue.changeVisibility = (handle, seconds) => {
    const entry = queue.inflightMessages.get(handle);
    if (seconds > 0 || !entry) return change(handle, seconds);
    const { message } = entry;
    entry.visibilityDeadline = Date.now();
    queue.persistence?.updateMessageInflight(
      message.messageId,
      handle,
      entry.visibilityDeadline,
      message.approximateReceiveCount,
      message.approximateFirstReceiveTimestamp,
    );
    queue.processTimers();
  };
}

function expireOldMessages(queue: SqsQueue, file: QueueFile | null): void {
  const take = queue.dequeue.bind(queue);
  queue.dequeue = (max, visibilitySeconds, findQueue) => {
    const oldest = Date.now() - Number(queue.attributes.MessageRetentionPeriod) * 1000;
    for (const messages of [queue.messages, ...queue.fifoMessages.values()]) {
      const expired = messages.filter((message) => message.sentTimestamp < oldest);
      for (const message of expired) {
        messages.splice(messages.indexOf(message), 1);
        file?.deleteMessage(message.messageId);
      }
    }
    return take(max, visibilitySeconds, findQueue);
  };
}

/** Messages that come back together would otherwise stand in reverse. */
function keepGroupsInOrder(queue: SqsQueue): void {
  const tick = queue.processTimers.bind(queue);
  queue.processTimers = () => {
    const now = Date.now();
    const returning = [...queue.inflightMessages.values()].some((entry) => entry.visibilityDeadline <= now);
    tick();
    if (!returning) return;
    for (const group of queue.fifoMessages.values()) {
      group.sort((a, b) => (a.sequenceNumber ?? "").localeCompare(b.sequenceNumber ?? ""));
    }
  };
}

/** One receive hands out as many messages of a group as fit, as SQS does; fauxqs stops at one. */
function takeWholeGroups(queue: SqsQueue): void {
  const takeOne = queue.dequeue.bind(queue);
  queue.dequeue = (max, visibilitySeconds, findQueue) => {
    if (visibilitySeconds === 0) return takeOne(max, visibilitySeconds, findQueue);
    const taken: ReturnType<SqsQueue["dequeue"]> = [];
    const locks = new Map<string, number>();
    while (taken.length < Math.min(max, 10)) {
      const [next] = takeOne(1, visibilitySeconds, findQueue);
      if (!next) break;
      taken.push(next);
      const group = queue.inflightMessages.get(next.ReceiptHandle)?.message.messageGroupId ?? "";
      locks.set(group, (locks.get(group) ?? 0) + 1);
      queue.fifoLockedGroups.delete(group);
    }
    for (const [group, count] of locks) queue.fifoLockedGroups.set(group, count);
    return taken;
  };
}

/** To the dead-letter queue: the row is replaced, never deleted first and written after. */
function moveInOneStep(queue: SqsQueue, file: QueueFile): void {
  const take = queue.dequeue.bind(queue);
  queue.dequeue = (...request) => file.keepingRows(() => take(...request));
}
