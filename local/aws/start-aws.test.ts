import { once } from "node:events";
import { createServer, get } from "node:http";
import { connect } from "node:net";
import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListSchedulesCommand } from "@aws-sdk/client-scheduler";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { ListQueuesCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { listen, stop } from "./listen.ts";
import { type LocalAws, startAws } from "./start-aws.ts";
import { clientsFor, emptyCloud } from "./test-clients.ts";

const started: LocalAws[] = [];

async function start(more = {}): Promise<LocalAws> {
  const aws = await startAws({ ...emptyCloud, ...more });
  started.push(aws);
  return aws;
}
afterEach(async () => {
  for (const aws of started.splice(0)) await aws.close();
});

const signed = { authorization: "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/sqs/aws4_request" };
const post = (url: string, headers: Record<string, string>, body = "{}") =>
  fetch(url, { method: "POST", headers, body });

test("every service answers on the one address", async () => {
  const aws = await start({ secrets: { s: "secret" } });
  const { sqs, dynamodb, scheduler, secrets } = clientsFor(aws.url);
  expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toEqual([]);
  expect((await dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  expect((await scheduler.send(new ListSchedulesCommand({}))).Schedules).toEqual([]);
  expect((await secrets.send(new GetSecretValueCommand({ SecretId: "s" }))).SecretString).toBe("secret");
  expect(aws.requestCount()).toBe(4);
  expect(aws.requestCount("AmazonSQS.ListQueues")).toBe(1);
  expect(aws.requestCount("Scheduler.ListSchedules")).toBe(1);
});

test.each([
  ["AmazonSQS.ListQueues", 403],
  ["secretsmanager.ListSecrets", 403],
  ["DynamoDB_20120810.ListTables", 400],
])("an unsigned %s is refused", async (target, status) => {
  const answer = await post((await start()).url, { "x-amz-target": target });
  expect(answer.status).toBe(status);
  expect(await answer.text()).toContain("MissingAuthenticationTokenException");
});

test("an unknown path is refused, signed or not", async () => {
  const { url } = await start();
  expect((await fetch(`${url}/somewhere`)).status).toBe(403);
  const answer = await fetch(`${url}/somewhere`, { headers: signed });
  expect(answer.status).toBe(400);
  expect(answer.headers.get("x-amzn-errortype")).toBe("UnknownOperationException");
});

test.each(["//", "/schedules/%zz"])("the path %s is refused and the cloud lives on", async (path) => {
  const { url } = await start();
  const request = get({ port: new URL(url).port, path, headers: signed });
  const [answer] = await once(request, "response");
  expect(answer.statusCode).toBe(400);
  answer.resume();
  expect((await post(url, { ...signed, "x-amz-target": "AmazonSQS.ListQueues" })).status).toBe(200);
});

test.each(["AmazonSQS.Fly", "DynamoDB_20120810.Fly", "secretsmanager.Fly"])(
  "%s is no operation",
  async (target) => {
    const answer = await post((await start()).url, { ...signed, "x-amz-target": target });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("UnknownOperationException");
  },
);

test.each(["{", "[]", '"text"', '{"QueueUrl":1,"MessageBody":"x"}'])(
  "a body of %s is refused and the cloud lives on",
  async (body) => {
    const { url } = await start();
    const headers = { ...signed, "x-amz-target": "AmazonSQS.SendMessage" };
    const answer = await post(url, headers, body);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("SerializationException");
    expect((await post(url, { ...headers, "x-amz-target": "AmazonSQS.ListQueues" })).status).toBe(200);
  },
);

test("a body over a service's limit is refused", async () => {
  const headers = { ...signed, "x-amz-target": "secretsmanager.CreateSecret" };
  const answer = await post((await start()).url, headers, `{"SecretString":"${"x".repeat(2_000_000)}"}`);
  expect(answer.status).toBe(413);
});

test("a client that hangs up in the middle of its request harms nobody", async () => {
  const { url } = await start();
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const target = "x-amz-target: AmazonSQS.SendMessage";
  socket.write(`POST / HTTP/1.1\r\nhost: local\r\n${target}\r\ncontent-length: 100\r\n\r\n{"Queue`);
  await expect.poll(() => started[0]?.requestCount("AmazonSQS.SendMessage")).toBe(1);
  socket.destroy();
  await once(socket, "close");
  expect((await post(url, { ...signed, "x-amz-target": "AmazonSQS.ListQueues" })).status).toBe(200);
});

test("a failing operation answers with the service's internal error, until it passes again", async () => {
  const aws = await start({ queues: [{ name: "q", fifo: false, visibilitySeconds: 30 }] });
  const { sqs, dynamodb } = clientsFor(aws.url);
  const send = () => sqs.send(new SendMessageCommand({ QueueUrl: aws.queueUrl("q"), MessageBody: "x" }));
  aws.disturb("AmazonSQS.SendMessage", "fail");
  aws.disturb("DynamoDB.ListTables", "fail");
  await expect(send()).rejects.toMatchObject({ name: "InternalFailure", $metadata: { httpStatusCode: 500 } });
  await expect(dynamodb.send(new ListTablesCommand({}))).rejects.toMatchObject({
    name: "InternalServerError",
  });
  await sqs.send(new ListQueuesCommand({}));
  aws.disturb("AmazonSQS.SendMessage", "pass");
  await expect(send()).resolves.toHaveProperty("MessageId");
});

test("a held operation never answers; its calls are dropped when it passes again", async () => {
  const aws = await start();
  const { sqs } = clientsFor(aws.url);
  aws.disturb("AmazonSQS.ListQueues", "hold");
  const held = sqs.send(new ListQueuesCommand({})).then(
    () => "answered",
    (error: { code?: string }) => error.code,
  );
  await expect.poll(() => aws.requestCount("AmazonSQS.ListQueues")).toBe(1);
  const { dynamodb } = clientsFor(aws.url);
  await dynamodb.send(new ListTablesCommand({}));
  aws.disturb("AmazonSQS.ListQueues", "pass");
  expect(await held).toBe("ECONNRESET");
  expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toEqual([]);
});

test("a mounted prefix is someone else's", async () => {
  const aws = await start();
  aws.mount("/live/@connections/", (request, response) => response.end(`${request.method} ${request.url}`));
  const answer = await post(`${aws.url}/live/@connections/abc=`, {});
  expect(await answer.text()).toBe("POST /live/@connections/abc=");
});

test("a taken port rejects", async () => {
  const other = createServer();
  const port = Number(new URL(await listen(other, 0)).port);
  await expect(start({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await stop(other);
});
