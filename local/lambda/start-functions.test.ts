import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { FunctionError } from "./function-error.ts";
import { type LocalFunctions, startFunctions } from "./start-functions.ts";
import { type Bundles, writeBundles } from "./write-bundles.ts";

const sources = {
  echo: `
    import { threadId } from "node:worker_threads";
    export async function handler(event, context) {
      if (event.sleepMs) await new Promise((r) => setTimeout(r, event.sleepMs));
      if (event.log) { console.log(event.log); console.error("second\\nthird"); }
      return { event, threadId, env: { ...process.env }, context: { ...context, left: context.getRemainingTimeInMillis() } };
    }`,
  nothing: `export const handler = async () => {};`,
  throws: `export const handler = async () => { throw new TypeError("no such thing"); };`,
  hangs: `export const handler = async () => { for (;;) {} };`,
  exits: `export const handler = async (event) => { if (event.exit !== undefined) process.exit(event.exit); return "alive"; };`,
  rejects: `let calls = 0; export const handler = async (event) => {
    if (event.count) return (calls += 1);
    if (event.later) { setTimeout(() => Promise.reject(new Error("late")), 5); return (calls += 1); }
    Promise.reject(new Error("nobody waits")); await new Promise((r) => setTimeout(r, 1000)); };`,
  missing: `import "./not-there.mjs"; export const handler = async () => 1;`,
  unexported: `export const other = 1;`,
  big: `export const handler = async (event) => "x".repeat(event.length);`,
  hungry: `export const handler = async () => { const all = []; for (;;) all.push(new Array(100000).fill({}).map(() => ({}))); };`,
};

let bundles: Bundles;
let functions: LocalFunctions;
const lines: string[] = [];

function start(maxConcurrency?: number): LocalFunctions {
  const settings = Object.keys(sources).map((name) => [
    name,
    {
      timeoutSeconds: name === "hangs" ? 1 : 10,
      memoryMb: name === "hungry" ? 128 : 256,
      env: { OWN: name },
    },
  ]);
  return startFunctions({
    bundlesDir: bundles.folder,
    env: { SHARED: "yes", AWS_REGION: "eu-central-1" },
    functions: Object.fromEntries(settings),
    ...(maxConcurrency && { maxConcurrency }),
    onLog: (name, line) => lines.push(`${name}: ${line}`),
  });
}

async function failure(name: string, event: unknown = {}): Promise<FunctionError> {
  const error = await functions.invoke(name, event).then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(FunctionError);
  return error;
}

interface Echo {
  event: unknown;
  threadId: number;
  env: Record<string, string>;
  context: Record<string, unknown>;
}
const echo = async (event: unknown = {}) => (await functions.invoke("echo", event)) as Echo;

beforeAll(async () => {
  bundles = await writeBundles(sources);
  functions = start();
});
afterEach(async () => {
  for (const [name, code] of Object.entries(sources)) await bundles.write(name, code);
});
afterAll(async () => {
  await functions.close();
  await bundles.remove();
});

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

test("what a handler throws is a function error, and the environment lives on", async () => {
  const error = await failure("throws");
  expect(error).toMatchObject({ errorType: "TypeError", message: "no such thing", statusCode: 200 });
  expect(error.trace[0]).toBe("TypeError: no such thing");
});

test("a timeout kills even a handler that never yields", async () => {
  const error = await failure("hangs");
  expect(error.errorType).toBe("Sandbox.Timedout");
  expect(error.message).toMatch(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/);
});

test("an exit fails its invocation, and the next one gets a new environment", async () => {
  expect(await failure("exits", { exit: 3 })).toMatchObject({
    errorType: "Runtime.ExitError",
    message: expect.stringMatching(/Error: Runtime exited with error: exit status 3$/),
  });
  expect((await failure("exits", { exit: 0 })).message).toMatch(/Runtime exited without providing a reason$/);
  expect(await functions.invoke("exits", {})).toBe("alive");
});

test("an unhandled rejection fails the invocation that runs", async () => {
  expect(await failure("rejects")).toMatchObject({
    errorType: "Runtime.UnhandledPromiseRejection",
    message: "Error: nobody waits",
  });
});

test("an unhandled rejection between invocations takes the environment down", async () => {
  expect(await functions.invoke("rejects", { later: true })).toBe(1);
  await expect
    .poll(() => lines.find((line) => line.startsWith("rejects:") && line.includes("late")))
    .toBeDefined();
  expect(await functions.invoke("rejects", { count: true })).toBe(1);
});

test("running out of memory fails the invocation only", async () => {
  expect((await failure("hungry")).message).toMatch(/signal: killed$/);
});

test("an import that fails is told, and the next invocation tries again", async () => {
  expect((await failure("missing")).errorType).toBe("Runtime.ImportModuleError");
  await bundles.write("missing", "export const handler = async () => 'there now';");
  expect(await functions.invoke("missing", {})).toBe("there now");
});

test("code that is no handler, or no code, is told as Lambda does", async () => {
  expect((await failure("unexported")).errorType).toBe("Runtime.HandlerNotFound");
  await bundles.write("unexported", "export const handler = async () => {");
  expect((await failure("unexported")).errorType).toBe("Runtime.UserCodeSyntaxError");
  await bundles.write("unexported", "throw new RangeError('bad start');");
  expect(await failure("unexported")).toMatchObject({ errorType: "RangeError", message: "bad start" });
});

test("a request over 6 MB is refused before the handler, an answer over 6 MB after it", async () => {
  const error = await failure("big", { length: 1, padding: "x".repeat(6 * 1024 * 1024) });
  expect(error).toMatchObject({ errorType: "RequestEntityTooLargeException", statusCode: 413 });
  expect((await failure("big", { length: 6_291_600 })).errorType).toBe("Function.ResponseSizeTooLarge");
  expect(await functions.invoke("big", { length: 6_291_000 })).toHaveLength(6_291_000);
});

test("code that takes too long to load fails its invocation", async () => {
  const slow = await writeBundles({
    slow: "await new Promise((r) => setTimeout(r, 60_000)); export const handler = 1;",
  });
  const local = startFunctions({
    bundlesDir: slow.folder,
    env: {},
    functions: { slow: { timeoutSeconds: 5, memoryMb: 128 } },
    initMs: 300,
  });
  await expect(local.invoke("slow", {})).rejects.toMatchObject({ errorType: "Sandbox.Timedout" });
  await local.close();
  await slow.remove();
});

test("an unknown function is not found", async () => {
  expect(await failure("absent")).toMatchObject({ errorType: "ResourceNotFoundException", statusCode: 404 });
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
  local.reload(moved.folder);
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
