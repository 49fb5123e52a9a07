import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type * as z from "zod";
import type { InstanceTally } from "../domain/metrics/create-tally.ts";
import { handOnCounts } from "../domain/metrics/hand-on-counts.ts";
import { AppError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Postponed, Redelivery } from "../ports/redelivery.ts";
import type { Totals } from "../ports/totals.ts";
import { handlingOf } from "./error-response.ts";
import type { Logger } from "./logger.ts";
import { retryDelaySeconds } from "./retry-delay.ts";

export interface Job<Body> {
  readonly record: SQSRecord;
  readonly body: Body;
}

export interface SqsBatchOptions<Body extends { request_id: string }> {
  readonly schema: z.ZodType<Body>;
  readonly queue: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly tally: InstanceTally;
  readonly totals: Totals;
  /** Jobs of one group are worked on together and succeed or fail together. */
  readonly groupBy: (body: Body) => string;
  readonly work: (
    jobs: readonly Body[],
    records: readonly SQSRecord[],
  ) => Promise<Readonly<Record<string, unknown>>>;
  /** Lets what is given back rest ever longer; without it the queue's own visibility decides. */
  readonly redelivery?: Redelivery;
}

/** Runs a batch and gives back only what should be seen again; one log line per record. Hands on what it counted. */
export async function runSqsBatch<Body extends { request_id: string }>(
  event: SQSEvent,
  options: SqsBatchOptions<Body>,
): Promise<SQSBatchResponse> {
  const failed: SQSRecord[] = [];
  noteWaits(event, options);
  const jobs = event.Records.flatMap((record) => {
    const body = parseBody(record, options.schema);
    if (body !== undefined) return [{ record, body }];
    options.tally.add("aimi_queue_records_total", { queue: options.queue, outcome: "unreadable" });
    options.log.error("record", { message_id: record.messageId, outcome: "unreadable" });
    failed.push(record);
    return [];
  });
  const groups = Map.groupBy(jobs, ({ body }) => options.groupBy(body));
  const postponed: Postponed[] = [];
  for (const group of groups.values()) {
    const rest = await runGroup(group, options);
    if (rest === null) continue;
    failed.push(...group.map(({ record }) => record));
    postponed.push(...group.map(({ record }) => toPostponed(record, rest)));
  }
  await postpone(postponed, options);
  await handOnCounts(options);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

function noteWaits<Body extends { request_id: string }>(
  { Records }: SQSEvent,
  { tally, queue, clock }: SqsBatchOptions<Body>,
): void {
  for (const { attributes } of Records) {
    tally.observe("aimi_queue_wait_seconds", { queue }, clock.now() - Number(attributes.SentTimestamp));
  }
}

/** Why the group is to be seen again; null where it is done with: finished, or failed for good. */
async function runGroup<Body extends { request_id: string }>(
  group: readonly Job<Body>[],
  { work, log, tally, queue }: SqsBatchOptions<Body>,
): Promise<{ retryAfterSeconds: number | undefined } | null> {
  const startedAt = performance.now();
  const tell = (outcome: string, fields: Readonly<Record<string, unknown>>) => {
    tally.add("aimi_queue_records_total", { queue, outcome }, group.length);
    for (const { record, body } of group) {
      log[outcome === "done" ? "info" : "error"]("record", {
        request_id: body.request_id,
        message_id: record.messageId,
        receive_count: receiveCountOf(record),
        outcome,
        duration_ms: Math.round(performance.now() - startedAt),
        ...fields,
      });
    }
  };
  try {
    const bodies = group.map(({ body }) => body);
    const records = group.map(({ record }) => record);
    tell("done", await work(bodies, records));
    return null;
  } catch (error) {
    const { retry } = handlingOf(error);
    tell(retry ? "retry" : "dropped", { error });
    if (!retry) return null;
    return { retryAfterSeconds: error instanceof AppError ? error.retryAfterSeconds : undefined };
  }
}

export function receiveCountOf(record: SQSRecord): number {
  return Number(record.attributes.ApproximateReceiveCount);
}

function toPostponed(record: SQSRecord, rest: { retryAfterSeconds: number | undefined }): Postponed {
  return { receiptHandle: record.receiptHandle, seconds: retryDelaySeconds(receiveCountOf(record), rest) };
}

async function postpone(
  records: readonly Postponed[],
  { redelivery, log }: { redelivery?: Redelivery; log: Logger },
): Promise<void> {
  if (!redelivery || records.length === 0) return;
  try {
    await redelivery.postpone(records);
  } catch (error) {
    log.warn("records not postponed, the queue's own visibility decides", { error });
  }
}

function parseBody<Body>(record: SQSRecord, schema: z.ZodType<Body>): Body | undefined {
  try {
    return schema.parse(JSON.parse(record.body));
  } catch {
    return undefined;
  }
}
