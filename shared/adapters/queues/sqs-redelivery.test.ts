import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { type JsonServer, serveJson } from "#test/fakes/serve-json.ts";
import { sqsRedelivery } from "./sqs-redelivery.ts";

let server: JsonServer;
afterEach(() => server.close());

async function start(body: object) {
  server = await serveJson(() => ({ status: 200, body }));
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SQSClient({ endpoint: server.url, region: "us-east-1", credentials, maxAttempts: 1 });
  return sqsRedelivery(client, `${server.url}/0/memory-jobs`);
}

test("records are told how long to rest, ten to a call", async () => {
  const redelivery = await start({ Successful: [] });
  const records = Array.from({ length: 12 }, (_, at) => ({ receiptHandle: `handle ${at}`, seconds: at }));
  await redelivery.postpone(records);
  const batches = server.requests.map(({ body }) => JSON.parse(body).Entries);
  expect(batches.map((entries) => entries.length)).toEqual([10, 2]);
  expect(batches[1]).toEqual([
    { Id: "0", ReceiptHandle: "handle 10", VisibilityTimeout: 10 },
    { Id: "1", ReceiptHandle: "handle 11", VisibilityTimeout: 11 },
  ]);
});

test("a record that the queue will not postpone is a failure, though the call went well", async () => {
  const redelivery = await start({
    Failed: [{ Id: "0", SenderFault: true, Code: "ReceiptHandleIsInvalid" }],
  });
  await expect(redelivery.postpone([{ receiptHandle: "old", seconds: 5 }])).rejects.toThrow(
    "all but 1: ReceiptHandleIsInvalid",
  );
});
