import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { uuidv7 } from "uuidv7";
import { afterEach, expect, test } from "vitest";
import { reminderJob } from "#shared/wire/queues/reminder-job.ts";
import { type JsonServer, serveJson } from "#test/fakes/serve-json.ts";
import { eventbridgeAlarms } from "./eventbridge-alarms.ts";

let server: JsonServer;
afterEach(() => server.close());

const places = {
  group: "aimi-test-reminders",
  queueArn: "arn:aws:sqs:us-east-1:000000000000:reminders",
  deadLettersArn: "arn:aws:sqs:us-east-1:000000000000:schedules-dlq",
  roleArn: "arn:aws:iam::000000000000:role/reminders",
};
const moment = {
  reminderId: "0197b3a0-5a5a-7123-8abc-0123456789ab",
  at: Date.parse("2026-03-29T06:00:30.500Z"),
};

async function start(answer: Parameters<typeof serveJson>[0]) {
  server = await serveJson(answer);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const requestHandler = { requestTimeout: 2_000, throwOnRequestTimeout: true };
  const client = new SchedulerClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials,
    requestHandler,
    maxAttempts: 1,
  });
  return eventbridgeAlarms(client, places);
}
const refusal = (status: number, code: string) => () => ({ status, body: { __type: code, Message: code } });

test("a schedule sends the letter once, two minutes early, and is gone after that", async () => {
  const alarms = await start(() => ({ status: 200, body: { ScheduleArn: "arn" } }));
  await alarms.set("acme", moment, "request-1");
  const [{ method, path, body } = { method: "", path: "", body: "" }] = server.requests;
  expect([method, path]).toEqual(["POST", "/schedules/0197b3a05a5a71238abc0123456789ab-mnbcoi78"]);
  const { ClientToken: _, Target, ...schedule } = JSON.parse(body);
  expect(schedule).toEqual({
    GroupName: places.group,
    ScheduleExpression: "at(2026-03-29T05:58:30)",
    ScheduleExpressionTimezone: "UTC",
    FlexibleTimeWindow: { Mode: "OFF" },
    ActionAfterCompletion: "DELETE",
  });
  expect(Target).toMatchObject({
    Arn: places.queueArn,
    RoleArn: places.roleArn,
    DeadLetterConfig: { Arn: places.deadLettersArn },
    RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 20 },
  });
  expect(reminderJob.parse(JSON.parse(Target.Input))).toEqual({
    kind: "remind",
    tenant_id: "acme",
    reminder_id: moment.reminderId,
    at: moment.at,
    request_id: "request-1",
  });
});

test("its name fits however far ahead the instant is, and differs by the millisecond", async () => {
  const alarms = await start(() => ({ status: 200, body: { ScheduleArn: "arn" } }));
  const reminderId = uuidv7();
  const farthest = Date.parse("9999-12-31T23:59:59.999Z");
  for (const at of [farthest, farthest - 1]) await alarms.set("acme", { reminderId, at }, "r");
  const names = server.requests.map(({ path }) => path.replace("/schedules/", ""));
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^[0-9a-z-]{1,64}$/);
});

test("one that stands already stands", async () => {
  const alarms = await start(refusal(409, "ConflictException"));
  await expect(alarms.set("acme", moment, "r")).resolves.toBeUndefined();
});

test("one that is gone already is gone", async () => {
  const alarms = await start(refusal(404, "ResourceNotFoundException"));
  await expect(alarms.remove(moment)).resolves.toBeUndefined();
  expect(server.requests[0]).toMatchObject({
    method: "DELETE",
    path: expect.stringMatching(
      /^\/schedules\/0197b3a05a5a71238abc0123456789ab-mnbcoi78\?(clientToken=.*&)?groupName=aimi-test-reminders/,
    ),
  });
});

test("a group that is not there is a failure", async () => {
  const alarms = await start(refusal(404, "ResourceNotFoundException"));
  await expect(alarms.set("acme", moment, "r")).rejects.toThrow("ResourceNotFoundException");
});

test.each([
  [429, "ThrottlingException"],
  [402, "ServiceQuotaExceededException"],
  [500, "InternalServerException"],
])("a refusal of %i is told, of whichever call", async (status, code) => {
  const alarms = await start(refusal(status, code));
  await expect(alarms.set("acme", moment, "r")).rejects.toThrow();
  await expect(alarms.remove(moment)).rejects.toThrow();
});

test("nobody waits for a Scheduler that does not answer", async () => {
  const alarms = await start(() => "silence");
  await expect(alarms.set("acme", moment, "r")).rejects.toThrow();
  await expect(alarms.remove(moment)).rejects.toThrow();
});
