import { expect, test } from "vitest";
import { call } from "./call.ts";
import { memoryClient } from "./memory-client.ts";
import { startOwnCloud } from "./own-cloud.ts";
import { queueClient } from "./queue-client.ts";

const cloud = await startOwnCloud();
const { url, lambda } = cloud;
const queue = queueClient(cloud.environment);

const record = (messageId: string, body: string) => ({
  messageId,
  body,
  attributes: { ApproximateReceiveCount: "1" },
});
const job = (fields: Record<string, unknown> = {}) =>
  JSON.stringify({
    kind: "embed_messages",
    outbox_id: "019a0000-0000-7000-8000-000000000001",
    tenant_id: "nobody",
    message_ids: ["019a0000-0000-7000-8000-000000000002"],
    request_id: "request",
    ...fields,
  });

test("the worker gives back only the jobs that it cannot read", async () => {
  const Records = [
    record("not json", "nonsense"),
    record("of messages that are gone", job()),
    record("of no kind", "{}"),
    record("of another kind", job({ kind: "dance" })),
    record("without messages", job({ message_ids: [] })),
    record(
      "with too many messages",
      job({ message_ids: Array(101).fill("019a0000-0000-7000-8000-000000000002") }),
    ),
    record("without a tenant", job({ tenant_id: "" })),
  ];
  const { batchItemFailures } = (await lambda.invoke("memory-jobs", { Records })) as {
    batchItemFailures: { itemIdentifier: string }[];
  };
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(
    [
      "not json",
      "of no kind",
      "of another kind",
      "without messages",
      "with too many messages",
      "without a tenant",
    ].sort(),
  );
});

test("nonsense in the queue waits to be seen again and holds up no other job", async () => {
  await queue.send("nonsense");
  const memory = memoryClient(url);
  const { id } = await memory.write({ content: "sensible" });
  await memory.untilEmbedded(id);
  await queue.untilInFlight(1);
  const health = await call(`${url}/v1/admin/health`);
  expect(health.json()).toMatchObject({
    status: "healthy",
    queues: { "memory-jobs": { waiting: 0, in_flight: 1, dead: 0 } },
  });
});

test("a dead letter shows in the operators' health", async () => {
  await queue.sendDeadLetter("nonsense");
  const degraded = await call(`${url}/v1/admin/health`);
  expect(degraded.status).toBe(200);
  expect(degraded.json()).toMatchObject({ status: "degraded", queues: { "memory-jobs": { dead: 1 } } });
  await queue.purge();
  expect((await call(`${url}/v1/admin/health`)).json()).toMatchObject({ status: "healthy" });
});

test("a job for another tenant's message embeds nothing", async () => {
  const memory = memoryClient(url);
  cloud.aws.disturb("AmazonSQS.SendMessageBatch", "fail");
  const { id } = await memory.write({ content: "not yours" });
  cloud.aws.disturb("AmazonSQS.SendMessageBatch", "pass");
  const Records = [record("foreign", job({ message_ids: [id] }))];
  expect(await lambda.invoke("memory-jobs", { Records })).toEqual({ batchItemFailures: [] });
  expect((await memory.read(id)).embedding_status).toBe("pending");
});
