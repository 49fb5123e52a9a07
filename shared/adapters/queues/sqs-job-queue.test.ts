import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { type JsonServer, serveJson } from "#test/fakes/serve-json.ts";
import { sqsJobQueue } from "./sqs-job-queue.ts";

let server: JsonServer;
afterEach(() => server.close());

async function start(answer: Parameters<typeof serveJson>[0]) {
  server = await serveJson(answer);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SQSClient({ endpoint: server.url, region: "us-east-1", credentials, maxAttempts: 1 });
  return sqsJobQueue(client, { "memory-jobs": `${server.url}/0/memory-jobs` });
}

const entryOf = (id: string) => ({
  id,
  tenantId: "acme",
  queue: "memory-jobs",
  messageIds: ["m1"],
  requestId: "r1",
});

test("a batch of which the queue refuses a part is a failure, though the call went well", async () => {
  const refused = { Id: "2", SenderFault: false, Code: "InternalError" };
  const jobs = await start(() => ({ status: 200, body: { Successful: [], Failed: [refused] } }));
  await expect(jobs.send([entryOf("1"), entryOf("2")])).rejects.toThrow(
    "the queue refused 1 jobs: InternalError",
  );
});

test("jobs travel ten at a time, as ids without text", async () => {
  const jobs = await start(() => ({ status: 200, body: { Successful: [] } }));
  await jobs.send(Array.from({ length: 12 }, (_, at) => entryOf(String(at))));
  const batches = server.requests.map(({ body }) => JSON.parse(body).Entries);
  expect(batches.map((entries) => entries.length)).toEqual([10, 2]);
  expect(JSON.parse(batches[0][0].MessageBody)).toEqual({
    kind: "embed_messages",
    outbox_id: "0",
    tenant_id: "acme",
    message_ids: ["m1"],
    request_id: "r1",
  });
});
