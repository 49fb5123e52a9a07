import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { type JsonServer, serveJson } from "#test/fakes/serve-json.ts";
import { sqsQueueProbe } from "./sqs-queue-probe.ts";

let server: JsonServer;
afterEach(() => server.close());

async function start(answer: (queueUrl: string) => ReturnType<Parameters<typeof serveJson>[0]>) {
  server = await serveJson((body) => answer(JSON.parse(body).QueueUrl));
  const client = new SQSClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  const queue = (name: string) => ({
    name,
    url: `${server.url}/0/${name}`,
    deadLetterUrl: `${server.url}/0/${name}-dlq`,
  });
  return sqsQueueProbe(client, [queue("jobs"), queue("other")]);
}

const counts = (visible: number, invisible: number, delayed: number) => ({
  status: 200,
  body: {
    Attributes: {
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(invisible),
      ApproximateNumberOfMessagesDelayed: String(delayed),
    },
  },
});

test("a queue's depth is what waits, what is worked on, and what is dead", async () => {
  const probe = await start((url) => (url.endsWith("-dlq") ? counts(1, 2, 0) : counts(5, 6, 7)));
  expect(await probe.depths()).toMatchObject({ jobs: { waiting: 12, inFlight: 6, dead: 3 } });
});

test("a queue that does not answer is null, and the others are shown", async () => {
  const failed = { status: 500, body: {} };
  const probe = await start((url) => (url.endsWith("/jobs-dlq") ? failed : counts(0, 0, 0)));
  expect(await probe.depths()).toEqual({ jobs: null, other: { waiting: 0, inFlight: 0, dead: 0 } });
});
