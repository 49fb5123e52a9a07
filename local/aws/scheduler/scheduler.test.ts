import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { CreateQueueCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type LocalAws, startAws } from "../start-aws.ts";
import { clientsFor, emptyCloud } from "../test-clients.ts";

let aws: LocalAws;
let clients: ReturnType<typeof clientsFor>;
const invocations: { functionName: string; payload: unknown }[] = [];
const minuteMs = 60_000;
let aheadMs = 0;
const now = () => Date.now() + aheadMs;

beforeAll(async () => {
  aws = await startAws({
    ...emptyCloud,
    now,
    queues: [
      { name: "work", fifo: false, visibilitySeconds: 30 },
      { name: "failed", fifo: false, visibilitySeconds: 30 },
    ],
    schedules: [
      { name: "sweep", expression: "rate(1 minute)", targetArn: lambdaArn("sweep"), input: '{"a":1}' },
    ],
    async invokeLambda(functionName, payload) {
      if (functionName === "broken") throw new Error("no such function");
      invocations.push({ functionName, payload });
    },
  });
  clients = clientsFor(aws.url);
});
afterAll(() => aws.close());

function lambdaArn(name: string): string {
  return `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
}
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const RoleArn = "arn:aws:iam::000000000000:role/scheduler";
const soon = () => `at(${new Date(now() + 1000).toISOString().slice(0, 19)})`;

const request = (
  Name: string,
  more: Partial<CreateScheduleCommandInput> = {},
): CreateScheduleCommandInput => ({
  Name,
  ScheduleExpression: "rate(1 day)",
  FlexibleTimeWindow: { Mode: "OFF" },
  Target: { Arn: queueArn("work"), RoleArn, Input: "hello" },
  ...more,
});
const create = (Name: string, more: Partial<CreateScheduleCommandInput> = {}) =>
  clients.scheduler.send(new CreateScheduleCommand(request(Name, more)));
const get = (Name: string) => clients.scheduler.send(new GetScheduleCommand({ Name }));

/** Lets the next minute begin now. */
function nextMinute(): void {
  aheadMs += minuteMs - (now() % minuteMs);
}

async function received(queue: string) {
  const { Messages = [] } = await clients.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: aws.queueUrl(queue),
      WaitTimeSeconds: 10,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["All"],
    }),
  );
  return Messages;
}

test("a one-time schedule sends its input to a queue and deletes itself", async () => {
  await create("to-queue", { ScheduleExpression: soon(), ActionAfterCompletion: "DELETE" });
  nextMinute();
  expect((await received("work")).map((message) => message.Body)).toEqual(["hello"]);
  await vi.waitFor(
    () => expect(get("to-queue")).rejects.toMatchObject({ name: "ResourceNotFoundException" }),
    60_000,
  );
});

test("a one-time schedule invokes a function with the time it was for, and stays when asked to", async () => {
  const Input = '{"at":"<aws.scheduler.scheduled-time>","from":"<aws.scheduler.schedule-arn>"}';
  await create("to-function", {
    ScheduleExpression: soon(),
    Target: { Arn: lambdaArn("remind"), RoleArn, Input },
  });
  nextMinute();
  const at = new Date(Math.floor(now() / minuteMs) * minuteMs).toISOString().replace(".000", "");
  const from = "arn:aws:scheduler:us-east-1:000000000000:schedule/default/to-function";
  await vi.waitFor(
    () => expect(invocations).toContainEqual({ functionName: "remind", payload: { at, from } }),
    60_000,
  );
  await expect(get("to-function")).resolves.toMatchObject({ State: "ENABLED" });
});

test("a FIFO queue gets the message in its group", async () => {
  await clients.sqs.send(
    new CreateQueueCommand({
      QueueName: "turns.fifo",
      Attributes: { FifoQueue: "true", ContentBasedDeduplication: "true" },
    }),
  );
  const Target = { Arn: queueArn("turns.fifo"), RoleArn, Input: "x", SqsParameters: { MessageGroupId: "g" } };
  await create("to-fifo", { ScheduleExpression: soon(), Target });
  nextMinute();
  const [message] = await received("turns.fifo");
  expect(message).toMatchObject({ Body: "x", Attributes: { MessageGroupId: "g" } });
});

test("a target without an input gets a scheduled event", async () => {
  await create("no-input", { ScheduleExpression: soon(), Target: { Arn: queueArn("work"), RoleArn } });
  nextMinute();
  const [message] = await received("work");
  expect(JSON.parse(message!.Body!)).toMatchObject({ source: "aws.scheduler", detail: "{}" });
});

test("an event that cannot be delivered ends in the dead-letter queue with the reason", async () => {
  const Target = {
    Arn: lambdaArn("broken"),
    RoleArn,
    Input: "{}",
    RetryPolicy: { MaximumRetryAttempts: 0 },
    DeadLetterConfig: { Arn: queueArn("failed") },
  };
  await create("undeliverable", { ScheduleExpression: soon(), Target });
  nextMinute();
  const [message] = await received("failed");
  expect(message?.Body).toBe("{}");
  expect(message?.MessageAttributes?.ERROR_MESSAGE?.StringValue).toBe("no such function");
  expect(message?.MessageAttributes?.EXHAUSTED_RETRY_CONDITION?.StringValue).toBe("MaximumRetryAttempts");
});

test("the schedules of the local cloud run from the start, each minute", async () => {
  const sweeps = () => invocations.filter(({ functionName }) => functionName === "sweep").length;
  const before = sweeps();
  nextMinute();
  await vi.waitFor(() => expect(sweeps()).toBeGreaterThan(before), 60_000);
  expect(invocations).toContainEqual({ functionName: "sweep", payload: { a: 1 } });
});

test("an updated schedule runs by its new expression, and a deleted one not at all", async () => {
  await create("moved", { ScheduleExpression: soon(), Target: { Arn: lambdaArn("moved"), RoleArn } });
  await clients.scheduler.send(
    new UpdateScheduleCommand(request("moved", { Target: { Arn: lambdaArn("moved"), RoleArn } })),
  );
  await create("deleted", { ScheduleExpression: soon(), Target: { Arn: lambdaArn("deleted"), RoleArn } });
  await clients.scheduler.send(new DeleteScheduleCommand({ Name: "deleted" }));
  await create("last", { ScheduleExpression: soon(), Target: { Arn: lambdaArn("last"), RoleArn } });
  nextMinute();
  const ran = () => invocations.map(({ functionName }) => functionName);
  await vi.waitFor(() => expect(ran()).toContain("last"), 60_000);
  expect(ran()).not.toContain("moved");
  expect(ran()).not.toContain("deleted");
});
