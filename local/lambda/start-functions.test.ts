import { expect, test } from "vitest";
import { FunctionError } from "./function-error.ts";
import { startFunctions } from "./start-functions.ts";
import { bundles, type Echo, echo, functions, lines, start } from "./test-functions.ts";
import { writeBundles } from "./write-bundles.ts";

test("a handler sees exactly the variables it was given, and those of Lambda", async () => {
  const { env } = await echo();
  expect(env).toMatchObject({
    SHARED: "yes",
    OWN: "echo",
    AWS_REGION: "eu-central-1",
    AWS_LAMBDA_FUNCTION_NAME: "echo",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    LAMBDA_TASK_ROOT: `${bundles.folder}/echo`,
    _HANDLER: "index.handler",
  });
  expect(Object.keys(env)).not.toContain("HOME");
});

test("a handler gets Lambda's context", async () => {
  const { context } = await echo();
  expect(context).toMatchObject({
    functionName: "echo",
    functionVersion: "$LATEST",
    memoryLimitInMB: "256",
    invokedFunctionArn: "arn:aws:lambda:eu-central-1:000000000000:function:echo",
    logGroupName: "/aws/lambda/echo",
    logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(context.left).toBeGreaterThan(5000);
  expect(context.left).toBeLessThanOrEqual(10_000);
});

test("events and answers cross as JSON", async () => {
  const { event } = await echo({ when: new Date(0), gone: undefined });
  expect(event).toEqual({ when: "1970-01-01T00:00:00.000Z" });
  expect(await functions.invoke("nothing", undefined)).toBeNull();
});

test("one environment handles one invocation at a time, and an idle one is used again", async () => {
  const pair = await Promise.all([echo({ sleepMs: 100 }), echo({ sleepMs: 100 })]);
  expect(new Set(pair.map((answer) => answer.threadId)).size).toBe(2);
  const first = await echo();
  const second = await echo();
  expect(second.threadId).toBe(first.threadId);
});

test("invocations beyond the concurrency wait in line", async () => {
  const narrow = start(1);
  const answers = (await Promise.all([1, 2, 3].map((n) => narrow.invoke("echo", { n })))) as Echo[];
  expect(answers.map((answer) => answer.event)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(new Set(answers.map((answer) => answer.threadId)).size).toBe(1);
  await narrow.close();
});

test("output arrives line by line", async () => {
  await echo({ log: "first" });
  await expect
    .poll(() => lines)
    .toEqual(expect.arrayContaining(["echo: first", "echo: second", "echo: third"]));
});

test("after a reload new invocations run new code while running ones finish on the old", async () => {
  const versioned = await writeBundles({
    echo: "export const handler = async () => { await new Promise((r) => setTimeout(r, 200)); return 1; };",
  });
  const local = startFunctions({
    bundlesDir: versioned.folder,
    env: {},
    functions: { echo: { timeoutSeconds: 5, memoryMb: 128 } },
  });
  await local.warm(["echo"]);
  const running = local.invoke("echo", {});
  await versioned.write("echo", "export const handler = async () => 2;");
  local.reload();
  expect(await local.invoke("echo", {})).toBe(2);
  expect(await running).toBe(1);
  expect(await local.invoke("echo", {})).toBe(2);

  const moved = await writeBundles({ echo: "export const handler = async () => 3;" });
  local.reload(moved.folder, ["echo"]);
  expect(await local.invoke("echo", {})).toBe(3);
  await local.close();
  await Promise.all([versioned.remove(), moved.remove()]);
});

test("closing fails what runs and refuses what comes", async () => {
  const local = start(1);
  await local.invoke("echo", {});
  const running = local.invoke("echo", { sleepMs: 5000 });
  const waiting = local.invoke("echo", {});
  const outcomes = Promise.allSettled([running, waiting]);
  await local.close();
  expect((await outcomes).map((outcome) => outcome.status)).toEqual(["rejected", "rejected"]);
  await expect(local.invoke("echo", {})).rejects.toThrow(FunctionError);
});
