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

type Fields = Readonly<Record<string, unknown>>;
/** Gives what its log line says, of all jobs alike or one result for each in their order. */
type Work<Body> = (
  jobs: readonly Body[],
  records: readonly SQSRecord[],
) => Promise<Fields | readonly PromiseSettledResult<Fields>[]>;

export interface SqsBatchOptions<Body extends { request_id: string }> {
  readonly schema: z.ZodType<Body>;
  readonly queue: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly tally: InstanceTally;
  readonly totals: Pick<Totals, "add">;
  /** Jobs of one group are worked on together and, unless their work says how each went, succeed or fail together. */
  readonly groupBy: (body: Body) => string;
  readonly work: Work<Body>;
  /** What a job's log line says of it, however it went. */
  readonly about?: (body: Body) => Fields;
  /** The groups are worked on at the same time: none waits for a slow one. */
  readonly atOnce?: boolean;
  /** Lets what is given back rest ever longer; without it the queue's own visibility decides. */
  readonly redelivery?: Redelivery;
}

interface Returned {
  readonly record: SQSRecord;
  readonly retryAfterSeconds: number | undefined;
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
  const returned = await runGroups(
    [...Map.groupBy(jobs, ({ body }) => options.groupBy(body)).values()],
    options,
  );
  failed.push(...returned.map(({ record }) => record));
  await postpone(returned.map(toPostponed), options);
  await handOnCounts(options);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function runGroups<Body extends { request_id: string }>(
  groups: readonly (readonly Job<Body>[])[],
  options: SqsBatchOptions<Body>,
): Promise<readonly Returned[]> {
  if (options.atOnce) return (await Promise.all(groups.map((group) => runGroup(group, options)))).flat();
  const returned: Returned[] = [];
  for (const group of groups) returned.push(...(await runGroup(group, options)));
  return returned;
}

function noteWaits<Body extends { request_id: string }>(
  { Records }: SQSEvent,
  { tally, queue, clock }: SqsBatchOptions<Body>,
): void {
  for (const { attributes } of Records) {
    tally.observe("aimi_queue_wait_seconds", { queue }, clock.now() - Number(attributes.SentTimestamp));
  }
}

/** What of the group is to be seen again; what is finished, or failed for good, is not. */
async function runGroup<Body extends { request_id: string }>(
  group: readonly Job<Body>[],
  { work, about, log, tally, queue }: SqsBatchOptions<Body>,
): Promise<readonly Returned[]> {
  const startedAt = performance.now();
  const results = await resultsOf(group, work);
  return group.flatMap(({ record, body }, at) => {
    const { outcome, fields, error } = judge(results[at]!);
    tally.add("aimi_queue_records_total", { queue, outcome });
    log[outcome === "done" ? "info" : "error"]("record", {
      request_id: body.request_id,
      message_id: record.messageId,
      ...about?.(body),
      receive_count: receiveCountOf(record),
      outcome,
      duration_ms: Math.round(performance.now() - startedAt),
      ...fields,
    });
    if (outcome !== "retry") return [];
    return { record, retryAfterSeconds: error instanceof AppError ? error.retryAfterSeconds : undefined };
  });
}

/** One result a job, whether the group succeeds or fails as a whole or each job for itself. */
async function resultsOf<Body>(
  group: readonly Job<Body>[],
  work: Work<Body>,
): Promise<readonly PromiseSettledResult<Fields>[]> {
  const bodies = group.map(({ body }) => body);
  const records = group.map(({ record }) => record);
  try {
    const value = await work(bodies, records);
    return isOneEach(value) ? value : group.map(() => ({ status: "fulfilled", value }));
  } catch (reason) {
    return group.map(() => ({ status: "rejected", reason }));
  }
}

function isOneEach(
  value: Awaited<ReturnType<Work<never>>>,
): value is readonly PromiseSettledResult<Fields>[] {
  return Array.isArray(value);
}

function judge(result: PromiseSettledResult<Fields>) {
  if (result.status === "fulfilled") return { outcome: "done", fields: result.value, error: undefined };
  const error: unknown = result.reason;
  return { outcome: handlingOf(error).retry ? "retry" : "dropped", fields: { error }, error };
}

export function receiveCountOf(record: SQSRecord): number {
  return Number(record.attributes.ApproximateReceiveCount);
}

function toPostponed({ record, ...rest }: Returned): Postponed {
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
