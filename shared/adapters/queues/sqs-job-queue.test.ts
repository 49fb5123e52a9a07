import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { type JsonServer, serveJson } from "#test/fakes/serve-json.ts";
import { learningJob } from "../../wire/queues/learning-job.ts";
import { sessionJob } from "../../wire/queues/session-job.ts";
import { sqsJobQueue } from "./sqs-job-queue.ts";

let server: JsonServer;
afterEach(() => server.close());

async function start(answer: Parameters<typeof serveJson>[0]) {
  server = await serveJson(answer);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SQSClient({ endpoint: server.url, region: "us-east-1", credentials, maxAttempts: 1 });
  const addressOf = (queue: string) => `${server.url}/0/${queue}`;
  return sqsJobQueue(client, {
    "memory-jobs": addressOf("memory-jobs"),
    "session-jobs": addressOf("session-jobs"),
    "learning-jobs": addressOf("learning-jobs.fifo"),
  });
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

test("what one queue refuses holds up no other, and no later batch of its own", async () => {
  const jobs = await start((body) => {
    const { QueueUrl, Entries } = JSON.parse(body);
    if (QueueUrl.endsWith("session-jobs")) return { status: 500, body: {} };
    const Failed = Entries.filter(({ Id }: { Id: string }) => Id === "3").map(({ Id }: { Id: string }) => ({
      ...{ Id, SenderFault: true, Code: "InvalidMessageContents" },
    }));
    return { status: 200, body: { Successful: [], Failed } };
  });
  const work = { queue: "session-jobs", kind: "find_title" as const, messageIds: [], conversationId: "c" };
  const entries = [
    { ...entryOf("t"), ...work },
    ...Array.from({ length: 12 }, (_, at) => entryOf(String(at))),
  ];
  await expect(jobs.send(entries)).rejects.toThrow();
  const sent = server.requests.map(({ body }) => JSON.parse(body).Entries.length);
  expect(sent).toEqual([1, 10, 2]);
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

test("a job for a title goes to the queue of sessions, and names its conversation", async () => {
  const jobs = await start(() => ({ status: 200, body: { Successful: [] } }));
  const conversationId = "5c8f6b0e-1d9a-4f5e-9a3b-000000000001";
  const work = { queue: "session-jobs", kind: "find_title" as const, messageIds: [], conversationId };
  const id = "5c8f6b0e-1d9a-4f5e-9a3b-000000000002";
  await jobs.send([entryOf("1"), { ...entryOf(id), ...work }]);
  const sent = server.requests.map(({ body }) => JSON.parse(body));
  expect(sent.map(({ QueueUrl }) => QueueUrl.split("/").at(-1))).toEqual(["memory-jobs", "session-jobs"]);
  expect(sessionJob.parse(JSON.parse(sent[1].Entries[0].MessageBody))).toEqual({
    kind: "find_title",
    outbox_id: id,
    tenant_id: "acme",
    conversation_id: conversationId,
    request_id: "r1",
  });
});

test("jobs of learning go in turn, one owner's after another, and what is sent again is no repeat", async () => {
  const jobs = await start(() => ({ status: 200, body: { Successful: [] } }));
  const id = "5c8f6b0e-1d9a-4f5e-9a3b-000000000001";
  const common = { ...entryOf(id), queue: "learning-jobs", messageIds: [] };
  const learn = { ...common, kind: "learn", conversationId: id, ownerId: "anna" } as const;
  const settle = { ...common, kind: "settle_facts", draftIds: [id], ownerId: "anna" } as const;
  await jobs.send([learn, settle, { ...learn, ownerId: "ben" }]);
  await jobs.send([learn]);
  const sent = server.requests.flatMap(({ body }) => JSON.parse(body).Entries);
  const groups = sent.map(({ MessageGroupId }) => MessageGroupId);
  expect(groups[0]).toMatch(/^[0-9a-f]{64}$/);
  expect([groups[1], groups[3]]).toEqual([groups[0], groups[0]]);
  expect(groups[2]).not.toBe(groups[0]);
  expect(new Set(sent.map(({ MessageDeduplicationId }) => MessageDeduplicationId)).size).toBe(4);
  const named = { outbox_id: id, tenant_id: "acme", request_id: "r1" };
  expect(sent.slice(0, 2).map(({ MessageBody }) => learningJob.parse(JSON.parse(MessageBody)))).toEqual([
    { kind: "learn", ...named, conversation_id: id },
    { kind: "settle_facts", ...named, draft_ids: [id] },
  ]);
});

test("the end of a session names the session", async () => {
  const jobs = await start(() => ({ status: 200, body: { Successful: [] } }));
  const work = { queue: "session-jobs", kind: "end_session", messageIds: [] } as const;
  await jobs.send([{ ...entryOf("1"), ...work, sessionId: "s1", conversationId: "c1" }]);
  const [entry] = JSON.parse(server.requests[0]!.body).Entries;
  expect(JSON.parse(entry.MessageBody)).toMatchObject({ session_id: "s1", conversation_id: "c1" });
  expect(entry).not.toHaveProperty("MessageGroupId");
});
