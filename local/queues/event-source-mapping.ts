import { setTimeout as sleep } from "node:timers/promises";
import type { DeleteMessageBatchResult } from "@aws-sdk/client-sqs";
import { eventRecord, type SentMessage } from "./event-record.ts";
import { readFailures } from "./read-failures.ts";

/** Asks the queues. Whoever gives up a receive before its answer is there has taken nothing. */
export type QueueCall = (
  operation: "ReceiveMessage" | "DeleteMessageBatch",
  input: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
) => Promise<object>;

export interface EventSourceMappingOptions {
  queueUrl: string;
  queueArn: string;
  batchSize: number;
  maxConcurrency: number;
  visibilitySeconds: number;
  invoke(event: unknown): Promise<unknown>;
  call: QueueCall;
  /** How long one receive waits for a message. */
  waitSeconds?: number;
  /** The pause after a failed receive. */
  pause?(ms: number, signal: AbortSignal): Promise<void>;
  onError?(error: unknown): void;
}

export interface EventSourceMapping {
  /** Stops polling and waits for the batches that run. */
  close(): Promise<void>;
}

const receiveLimit = 10;
const longestPauseMs = 10_000;

/** Moves messages from a queue to a function as Lambda's pollers do, with ReportBatchItemFailures on. */
export function startEventSourceMapping(options: EventSourceMappingOptions): EventSourceMapping {
  const { queueUrl, queueArn, call, maxConcurrency, waitSeconds = 20 } = options;
  const pause = options.pause ?? ((ms, signal) => sleep(ms, undefined, { signal }));
  const report = options.onError ?? (() => undefined);
  const closing = new AbortController();
  const running = new Set<Promise<void>>();

  async function receive(): Promise<SentMessage[]> {
    const input = {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(options.batchSize, receiveLimit),
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: options.visibilitySeconds,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    };
    const answer: { readonly Messages?: SentMessage[] } = await call("ReceiveMessage", input, closing.signal);
    return answer.Messages ?? [];
  }

  async function handle(batch: readonly SentMessage[]): Promise<void> {
    try {
      const answer = await options.invoke({
        Records: batch.map((message) => eventRecord(message, queueArn)),
      });
      const failed = readFailures(
        answer,
        batch.map(({ MessageId = "" }) => MessageId),
      );
      await remove(batch.filter(({ MessageId = "" }) => !failed.has(MessageId)));
    } catch (error) {
      report(error);
    }
  }

  async function remove(done: readonly SentMessage[]): Promise<void> {
    if (done.length === 0) return;
    const Entries = done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const input = { QueueUrl: queueUrl, Entries };
    const answer: Partial<DeleteMessageBatchResult> = await call("DeleteMessageBatch", input);
    for (const failure of answer.Failed ?? [])
      report(new Error(`Not deleted: ${failure.Code} ${failure.Message ?? ""}`));
  }

  function dispatch(batch: readonly SentMessage[]): void {
    const work = handle(batch);
    running.add(work);
    void work.finally(() => running.delete(work));
  }

  async function poll(): Promise<void> {
    let failures = 0;
    while (!closing.signal.aborted) {
      try {
        if (running.size >= maxConcurrency) await Promise.race(running);
        const batch = await receive();
        failures = 0;
        if (batch.length > 0) dispatch(batch);
      } catch (error) {
        if (closing.signal.aborted) return;
        report(error);
        failures += 1;
        await settled(pause(Math.min(100 * 2 ** failures, longestPauseMs), closing.signal));
      }
    }
  }

  const polling = poll();
  return {
    async close() {
      closing.abort();
      await polling;
      await Promise.all(running);
    },
  };
}

async function settled(promise: Promise<void>): Promise<void> {
  await Promise.allSettled([promise]);
}
