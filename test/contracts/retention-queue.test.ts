import { randomUUID } from "node:crypto";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { uuidv7 } from "uuidv7";
import { expect, inject, test } from "vitest";
import { awsClientOptions } from "#shared/adapters/aws/client-options.ts";
import { sqsRetentionQueue } from "#shared/adapters/queues/sqs-retention-queue.ts";
import type { RetentionTask } from "#shared/ports/retention.ts";
import { retentionJob } from "#shared/wire/queues/retention-job.ts";

test("every task arrives as ids that the worker's schema knows, however many are sent at once", async () => {
  const client = new SQSClient({
    ...awsClientOptions,
    endpoint: inject("cloud").environment.AWS_ENDPOINT_URL!,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: `retention-${randomUUID()}` }));
  const [runId, parentId] = [uuidv7(), uuidv7()];
  const parts = Array.from({ length: 12 }, (_, at) => `acme-${at}`);
  const tasks: RetentionTask[] = [
    { kind: "walk_tenants", runId, requestId: "r" },
    { kind: "work_off", tenantId: "acme", requestId: "r" },
    ...parts.map((tenantId) => ({
      kind: "begin_part" as const,
      tenantId,
      parentId,
      requestedBy: null,
      requestId: "r",
    })),
  ];
  await sqsRetentionQueue(client, QueueUrl!).send(tasks);
  const jobs = [];
  while (jobs.length < tasks.length) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    jobs.push(...Messages.map(({ Body = "" }) => retentionJob.parse(JSON.parse(Body))));
  }
  await client.send(new DeleteQueueCommand({ QueueUrl }));
  expect(jobs).toContainEqual({ kind: "walk_tenants", run_id: runId, request_id: "r" });
  expect(jobs).toContainEqual({ kind: "work_off", tenant_id: "acme", request_id: "r" });
  for (const tenant_id of parts) {
    const part = { kind: "begin_part", tenant_id, parent_id: parentId, requested_by: null, request_id: "r" };
    expect(jobs).toContainEqual(part);
  }
});
