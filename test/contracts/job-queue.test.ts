import { randomUUID } from "node:crypto";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { awsClientOptions } from "#shared/adapters/aws/client-options.ts";
import { sqsJobQueue } from "#shared/adapters/queues/sqs-job-queue.ts";
import type { JobQueue, OutboxEntry } from "#shared/ports/outbox.ts";
import { memoryJob } from "#shared/wire/queues/memory-job.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";

interface QueueSubject {
  readonly jobs: JobQueue;
  received(): Promise<readonly OutboxEntry[]>;
  takeAway(): Promise<void>;
}

function describeJobQueue(name: string, make: () => Promise<QueueSubject>): void {
  const buildEntry = (given: Partial<OutboxEntry> = {}): OutboxEntry => ({
    id: uuidv7(),
    tenantId: "acme",
    queue: "memory-jobs",
    messageIds: [uuidv7()],
    requestId: "r1",
    ...given,
  });
  const byId = (entries: readonly OutboxEntry[]) => entries.toSorted((a, b) => (a.id < b.id ? -1 : 1));

  describe(`the job queue in ${name}`, () => {
    test("hands a job to its consumer as it was sent", async () => {
      const subject = await make();
      const entry = buildEntry({ messageIds: Array.from({ length: 100 }, () => uuidv7()) });
      await subject.jobs.send([entry]);
      expect(await subject.received()).toEqual([entry]);
    });

    test("takes more than ten jobs at once, and hands on each", async () => {
      const subject = await make();
      const entries = Array.from({ length: 25 }, (_, at) => buildEntry({ tenantId: `tenant-${at}` }));
      await subject.jobs.send(entries);
      expect(byId(await subject.received())).toEqual(byId(entries));
    });

    test("hands on a walk without any items", async () => {
      const subject = await make();
      const entry = buildEntry({ kind: "reembed", messageIds: [] });
      await subject.jobs.send([entry]);
      expect(await subject.received()).toEqual([entry]);
    });

    test("takes none", async () => {
      const subject = await make();
      await subject.jobs.send([]);
      expect(await subject.received()).toEqual([]);
    });

    test("refuses a job of a queue that it has no address of", async () => {
      const subject = await make();
      await expect(subject.jobs.send([buildEntry({ queue: "other" })])).rejects.toThrow(
        "no address for the queue other",
      );
    });

    test("says when a job was not taken", async () => {
      const subject = await make();
      await subject.takeAway();
      await expect(subject.jobs.send([buildEntry()])).rejects.toThrow();
    });
  });
}

describeJobQueue("the fake", async () => {
  const jobs = fakeJobQueue();
  const takeAway = async () => {
    jobs.failing = true;
  };
  return { jobs, received: async () => jobs.sent, takeAway };
});

describeJobQueue("SQS", async () => {
  const { AWS_ENDPOINT_URL: endpoint } = inject("cloud").environment;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SQSClient({
    ...awsClientOptions,
    endpoint: endpoint!,
    region: "us-east-1",
    credentials,
  });
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: `contract-${randomUUID()}` }));
  return {
    jobs: sqsJobQueue(client, { "memory-jobs": QueueUrl! }),
    received: () => receiveAll(client, QueueUrl!),
    takeAway: async () => void (await client.send(new DeleteQueueCommand({ QueueUrl: QueueUrl! }))),
  };
});

async function receiveAll(client: SQSClient, queueUrl: string): Promise<OutboxEntry[]> {
  const entries: OutboxEntry[] = [];
  for (;;) {
    const input = { QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 };
    const { Messages = [] } = await client.send(new ReceiveMessageCommand(input));
    if (Messages.length === 0) return entries;
    for (const { Body = "" } of Messages) {
      const job = memoryJob.parse(JSON.parse(Body));
      const common = { id: job.outbox_id, tenantId: job.tenant_id, queue: "memory-jobs" };
      const { request_id: requestId } = job;
      if (job.kind !== "embed_messages")
        entries.push({ ...common, kind: job.kind, messageIds: [], requestId });
      else entries.push({ ...common, messageIds: job.message_ids, requestId });
    }
  }
}
