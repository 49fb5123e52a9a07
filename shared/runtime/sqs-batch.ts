import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type * as z from "zod";
import { handlingOf } from "./error-response.ts";
import type { Logger } from "./logger.ts";

export interface Job<Body> {
  readonly record: SQSRecord;
  readonly body: Body;
}

export interface SqsBatchOptions<Body extends { request_id: string }> {
  readonly schema: z.ZodType<Body>;
  readonly log: Logger;
  /** Jobs of one group are worked on together and succeed or fail together. */
  readonly groupBy: (body: Body) => string;
  readonly work: (jobs: readonly Body[]) => Promise<Readonly<Record<string, unknown>>>;
}

/** Runs a batch and gives back only what should be seen again; one log line per record. */
export async function runSqsBatch<Body extends { request_id: string }>(
  event: SQSEvent,
  options: SqsBatchOptions<Body>,
): Promise<SQSBatchResponse> {
  const failed: SQSRecord[] = [];
  const jobs = event.Records.flatMap((record) => {
    const body = parseBody(record, options.schema);
    if (body !== undefined) return [{ record, body }];
    options.log.error("record", { message_id: record.messageId, outcome: "unreadable" });
    failed.push(record);
    return [];
  });
  const groups = Map.groupBy(jobs, ({ body }) => options.groupBy(body));
  for (const group of groups.values()) {
    if (!(await runGroup(group, options))) failed.push(...group.map(({ record }) => record));
  }
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** Whether the group is done with: finished, or failed for good. */
async function runGroup<Body extends { request_id: string }>(
  group: readonly Job<Body>[],
  { work, log }: SqsBatchOptions<Body>,
): Promise<boolean> {
  const startedAt = performance.now();
  const tell = (outcome: string, fields: Readonly<Record<string, unknown>>) => {
    for (const { record, body } of group) {
      log[outcome === "done" ? "info" : "error"]("record", {
        request_id: body.request_id,
        message_id: record.messageId,
        receive_count: Number(record.attributes.ApproximateReceiveCount),
        outcome,
        duration_ms: Math.round(performance.now() - startedAt),
        ...fields,
      });
    }
  };
  try {
    tell("done", await work(group.map(({ body }) => body)));
    return true;
  } catch (error) {
    const { retry } = handlingOf(error);
    tell(retry ? "retry" : "dropped", { error });
    return !retry;
  }
}

function parseBody<Body>(record: SQSRecord, schema: z.ZodType<Body>): Body | undefined {
  try {
    return schema.parse(JSON.parse(record.body));
  } catch {
    return undefined;
  }
}
