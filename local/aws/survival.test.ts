import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateScheduleCommand, GetScheduleCommand } from "@aws-sdk/client-scheduler";
import { CreateSecretCommand, GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AwsOptions, type LocalAws, startAws } from "./start-aws.ts";
import { clientsFor, survivor } from "./test-clients.ts";

let dataDir: string;
const started: LocalAws[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "aimi-aws-"));
});
afterEach(async () => {
  for (const aws of started.splice(0)) await aws.close();
  await rm(dataDir, { recursive: true });
});

async function start(more: Partial<AwsOptions> = {}): Promise<LocalAws> {
  const aws = await startAws({ ...survivor, dataDir, ...more });
  started.push(aws);
  return aws;
}

async function stop(): Promise<void> {
  await started.pop()?.close();
}

const Target = {
  Arn: "arn:aws:sqs:us-east-1:000000000000:work",
  RoleArn: "arn:aws:iam::000000000000:role/r",
};
const FlexibleTimeWindow = { Mode: "OFF" as const };

const putKept = () => new PutItemCommand({ TableName: "things", Item: { id: { S: "kept" } } });

async function fill(url: string): Promise<void> {
  const { sqs, dynamodb, scheduler, secrets } = clientsFor(url);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "work" }));
  for (const MessageBody of ["released", "waiting"])
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  const ReceiptHandle = Messages?.[0]?.ReceiptHandle;
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  await dynamodb.send(putKept());
  const ScheduleExpression = "rate(1 day)";
  await scheduler.send(
    new CreateScheduleCommand({ Name: "s", ScheduleExpression, FlexibleTimeWindow, Target }),
  );
  await secrets.send(new CreateSecretCommand({ Name: "s", SecretString: "kept" }));
}

async function expectAll(aws: LocalAws): Promise<void> {
  const { sqs, dynamodb, scheduler, secrets } = clientsFor(aws.url);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "work" }));
  expect(QueueUrl).toBe(aws.queueUrl("work"));
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"] }),
  );
  const counts = Messages?.map(({ Body, Attributes }) => `${Body} ${Attributes?.ApproximateReceiveCount}`);
  expect(counts?.sort()).toEqual(["released 2", "waiting 1"]);
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: "things", Key: { id: { S: "kept" } } }),
  );
  expect(Item).toEqual({ id: { S: "kept" } });
  expect(await scheduler.send(new GetScheduleCommand({ Name: "s" }))).toMatchObject({ Target });
  expect(await secrets.send(new GetSecretValueCommand({ SecretId: "s" }))).toMatchObject({
    SecretString: "kept",
  });
}

test("everything is there after a restart, on another port", async () => {
  await fill((await start()).url);
  await stop();
  await expectAll(await start());
});

test("everything is there after a kill -9", async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, "test-cloud-process.ts"), dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  try {
    const [url] = await once(child.stdout.setEncoding("utf8"), "data");
    await fill(String(url).trim());
  } finally {
    child.kill("SIGKILL");
  }
  await exited;
  await expectAll(await start());
});

test("a change that a kill cut short is dropped, and what was before it is kept", async () => {
  await fill((await start()).url);
  await stop();
  await appendFile(join(dataDir, "secrets", "records.log"), '["half-writ');
  await expectAll(await start());
});

test("a one-time schedule that came due while all was off runs after the start, and only then", async () => {
  const hour = 60 * 60 * 1000;
  const delivered: unknown[] = [];
  const invokeLambda = async (_: string, payload: unknown) => void delivered.push(payload);
  const aws = await start({ invokeLambda });
  const soon = new Date(Date.now() + hour).toISOString().slice(0, 19);
  await clientsFor(aws.url).scheduler.send(
    new CreateScheduleCommand({
      Name: "missed",
      ScheduleExpression: `at(${soon})`,
      FlexibleTimeWindow,
      Target: { ...Target, Arn: "arn:aws:lambda:us-east-1:000000000000:function:f", Input: '{"n":1}' },
    }),
  );
  await stop();
  expect(delivered).toEqual([]);
  const now = () => Date.now() + 2 * hour;
  await start({ invokeLambda, now });
  await expect.poll(() => delivered).toEqual([{ n: 1 }]);
  await stop();
  await start({
    invokeLambda,
    now,
    schedules: [{ name: "other", expression: "rate(1 day)", targetArn: Target.Arn }],
  });
  expect(delivered).toEqual([{ n: 1 }]);
});

test("a group of the options is made once, and a reminder's schedule in it outlives a restart", async () => {
  const hour = 60 * 60 * 1000;
  const options = {
    scheduleGroups: ["reminders"],
    queues: [{ name: "work", fifo: false, visibilitySeconds: 30 }],
  };
  const first = await start(options);
  const at = `at(${new Date(Date.now() + hour).toISOString().slice(0, 19)})`;
  const named = { Name: "one-time", GroupName: "reminders" };
  await clientsFor(first.url).scheduler.send(
    new CreateScheduleCommand({
      ...named,
      ScheduleExpression: at,
      FlexibleTimeWindow,
      ActionAfterCompletion: "DELETE",
      Target: { ...Target, Input: "due" },
    }),
  );
  await stop();
  const second = await start({ ...options, now: () => Date.now() + 2 * hour });
  const { sqs, scheduler } = clientsFor(second.url);
  const QueueUrl = second.queueUrl("work");
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(["due"]);
  const find = () => scheduler.send(new GetScheduleCommand(named)).catch(({ name }) => name);
  await expect.poll(find).toBe("ResourceNotFoundException");
});

test("a queue of the options keeps its messages and takes its new settings", async () => {
  const queues = (visibilitySeconds: number) => [{ name: "q", fifo: false, visibilitySeconds }];
  const first = await start({ queues: queues(30) });
  const { sqs } = clientsFor(first.url);
  await sqs.send(new SendMessageCommand({ QueueUrl: first.queueUrl("q"), MessageBody: "kept" }));
  await stop();
  const second = await start({ queues: queues(1) });
  const receive = () =>
    clientsFor(second.url).sqs.send(
      new ReceiveMessageCommand({ QueueUrl: second.queueUrl("q"), WaitTimeSeconds: 10 }),
    );
  expect((await receive()).Messages?.[0]?.Body).toBe("kept");
  expect((await receive()).Messages?.[0]?.Body).toBe("kept");
});

test("a second start on the same data is refused and harms nothing", async () => {
  const aws = await start();
  await expect(start()).rejects.toThrow(/in use by another process/);
  await fill(aws.url);
  await expectAll(aws);
});

test.each([
  ["sqs", "fauxqs.db"],
  ["dynamodb", "CURRENT"],
  ["scheduler/schedules", "records.log"],
  ["secrets", "records.log"],
])("damaged data in %s is named, with what to do about it", async (folder, file) => {
  await fill((await start()).url);
  await stop();
  await writeFile(join(dataDir, folder, file), "damaged\n");
  for (const name of await readdir(join(dataDir, folder))) {
    if (name.startsWith(`${file}-`)) await rm(join(dataDir, folder, name));
  }
  const path = join(dataDir, folder);
  await expect(start()).rejects.toThrow(`The data in ${path} cannot be read`);
  await expect(start()).rejects.toThrow(/delete that folder to start empty/);
});

test("a table whose indexes are not what they were begins anew, any other stays", async () => {
  const byOwner = (...attributes: string[]) => ({ "by-owner": { partitionKey: "owner", attributes } });
  const indexed = (indexes: ReturnType<typeof byOwner>) => ({
    tables: [{ ...survivor.tables[0]!, indexes }],
  });
  const has = async (url: string) => {
    const get = new GetItemCommand({ TableName: "things", Key: { id: { S: "kept" } } });
    return (await clientsFor(url).dynamodb.send(get)).Item !== undefined;
  };
  const [before, wider] = [byOwner("colour", "size"), byOwner("colour", "size", "weight")];
  const another = { "by-shape": { partitionKey: "shape", attributes: [] }, ...wider };
  await fill((await start(indexed(before))).url);
  for (const [indexes, stays] of [
    [before, true],
    [wider, false],
    [another, false],
    [another, true],
  ] as const) {
    await stop();
    const { url } = await start(indexed(indexes));
    expect(await has(url)).toBe(stays);
    if (!stays) await clientsFor(url).dynamodb.send(putKept());
  }
});
