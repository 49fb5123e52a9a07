import { createHash } from "node:crypto";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { type JsonServer, serveJson } from "#test/fakes/serve-json.ts";
import { reminderJob } from "../../wire/queues/reminder-job.ts";
import { sqsCatchUps } from "./sqs-catch-ups.ts";

let server: JsonServer;
afterEach(() => server.close());

const socket = {
  tenantId: "acme",
  userId: "anna",
  ownerId: "019a0000-0000-7000-8000-00000000000a",
  connectionId: "phone=",
  requestId: "r1",
};

async function start(answer: Parameters<typeof serveJson>[0], deadlineMs?: number) {
  server = await serveJson(answer);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SQSClient({ endpoint: server.url, region: "us-east-1", credentials, maxAttempts: 2 });
  return sqsCatchUps(client, `${server.url}/0/reminders`, deadlineMs);
}

function take(request: string) {
  const { MessageBody } = JSON.parse(request);
  return { status: 200, body: { MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex") } };
}

test("who is to be told, and where, waits until the socket can hear", async () => {
  await (await start(take)).ask(socket);
  const { DelaySeconds, MessageBody } = JSON.parse(server.requests[0]!.body);
  expect(DelaySeconds).toBe(1);
  expect(reminderJob.parse(JSON.parse(MessageBody))).toEqual({
    kind: "catch_up",
    tenant_id: "acme",
    user_id: "anna",
    owner_id: socket.ownerId,
    connection_id: "phone=",
    request_id: "r1",
  });
});

test("the rest follows at once, after what was heard last", async () => {
  const id = "019a0000-0000-7000-8000-00000000000d";
  await (await start(take)).ask({ ...socket, after: { id, dueAt: 1_000 } });
  const { DelaySeconds, MessageBody } = JSON.parse(server.requests[0]!.body);
  expect(DelaySeconds).toBe(0);
  expect(reminderJob.parse(JSON.parse(MessageBody))).toMatchObject({ after: { due_at: 1_000, id } });
});

test("a queue that does not answer is waited for no longer than a moment", async () => {
  const catchUps = await start(() => "silence", 30);
  const begun = performance.now();
  await expect(catchUps.ask(socket)).rejects.toThrow();
  expect(performance.now() - begun).toBeLessThan(1_000);
});
