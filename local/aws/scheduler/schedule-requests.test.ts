import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
} from "@aws-sdk/client-scheduler";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalAws, startAws } from "../start-aws.ts";
import { clientsFor, emptyCloud } from "../test-clients.ts";

let aws: LocalAws;
let clients: ReturnType<typeof clientsFor>;

beforeAll(async () => {
  aws = await startAws(emptyCloud);
  clients = clientsFor(aws.url);
});
afterAll(() => aws.close());

const lambdaArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const RoleArn = "arn:aws:iam::000000000000:role/scheduler";

const create = (Name: string, more: Partial<CreateScheduleCommandInput> = {}) =>
  clients.scheduler.send(
    new CreateScheduleCommand({
      Name,
      ScheduleExpression: "rate(1 day)",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: { Arn: queueArn("work"), RoleArn, Input: "hello" },
      ...more,
    }),
  );
const get = (Name: string, GroupName?: string) =>
  clients.scheduler.send(new GetScheduleCommand({ Name, ...(GroupName !== undefined && { GroupName }) }));

test("a name is taken once, but the same request again is the same schedule", async () => {
  const first = await create("once", { ClientToken: "token" });
  const again = await create("once", { ClientToken: "token" });
  expect(again.ScheduleArn).toBe(first.ScheduleArn);
  await expect(create("once")).rejects.toMatchObject({ name: "ConflictException" });
});

test("an unknown schedule or group is not found", async () => {
  await expect(get("missing")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(create("x", { GroupName: "missing" })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test.each<[string, Partial<CreateScheduleCommandInput>]>([
  ["a name of 65 characters", { Name: "n".repeat(65) }],
  ["an expression that is none", { ScheduleExpression: "soon" }],
  ["a time that is past", { ScheduleExpression: "at(2020-01-01T00:00:00)" }],
  ["an unknown zone", { ScheduleExpressionTimezone: "Mars/Base" }],
  ["no flexible time window", { FlexibleTimeWindow: undefined }],
  ["a flexible time window without its length", { FlexibleTimeWindow: { Mode: "FLEXIBLE" } }],
  ["no role", { Target: { Arn: queueArn("work"), RoleArn: "" } }],
  ["a FIFO queue without a group", { Target: { Arn: queueArn("turns.fifo"), RoleArn } }],
  ["a Lambda input that is not JSON", { Target: { Arn: lambdaArn("f"), RoleArn, Input: "{" } }],
  ["an input over 256 KB", { Target: { Arn: queueArn("work"), RoleArn, Input: "x".repeat(262_145) } }],
])("a schedule with %s is refused", async (_, more) => {
  await expect(create("refused", more)).rejects.toMatchObject({ name: "ValidationException" });
});

test("schedules are listed by group and page by page, and go with their group", async () => {
  await clients.scheduler.send(new CreateScheduleGroupCommand({ Name: "reminders" }));
  for (const name of ["one", "two", "three"]) await create(name, { GroupName: "reminders" });
  const page = (NextToken?: string) =>
    clients.scheduler.send(
      new ListSchedulesCommand({ GroupName: "reminders", MaxResults: 2, ...(NextToken && { NextToken }) }),
    );
  const first = await page();
  const second = await page(first.NextToken);
  const names = [...first.Schedules!, ...second.Schedules!].map((schedule) => schedule.Name);
  expect(names).toEqual(["one", "two", "three"]);
  expect(second.NextToken).toBeUndefined();
  await clients.scheduler.send(new DeleteScheduleGroupCommand({ Name: "reminders" }));
  await expect(get("one", "reminders")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
