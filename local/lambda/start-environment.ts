import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { environmentVariables, type FunctionPlace } from "./environment-variables.ts";
import { FunctionError } from "./function-error.ts";
import type { EnvironmentSeed, ErrorPayload, FromEnvironment, Invocation } from "./messages.ts";

export interface Environment {
  /** False from the moment it crashed, timed out or was stopped. */
  alive(): boolean;
  /** Runs one invocation at a time; `receive` gets all that the handler sends, in order. */
  run(
    invocation: Invocation,
    timeoutSeconds: number,
    receive: (message: FromEnvironment) => void,
  ): Promise<void>;
  stop(): Promise<void>;
}

export interface EnvironmentOptions extends FunctionPlace {
  env: Readonly<Record<string, string>>;
  initMs: number;
  onLog(line: string): void;
}

interface Waiting {
  receive(message: FromEnvironment): void;
  resolve(): void;
  reject(error: FunctionError): void;
  requestId: string;
}

const isLast = (message: FromEnvironment): boolean =>
  message.type === "ready" || message.type === "answered" || message.type === "stream-handled";

/** A worker that is out of memory gets 16 MB more to end in; what is young and survives must fit, or the process dies. */
const youngGenerationMb = 16;

/** One execution environment. Its thread keeps running between invocations, where Lambda would freeze it. */
export async function startEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const seed: EnvironmentSeed = {
    handlerUrl: pathToFileURL(join(options.folder, "index.mjs")).href,
    functionArn: `arn:aws:lambda:${options.env.AWS_REGION ?? "us-east-1"}:000000000000:function:${options.name}`,
  };
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    name: options.name,
    workerData: seed,
    env: environmentVariables(options, options.env),
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxOldGenerationSizeMb: Math.floor(options.memoryMb * 0.9),
      maxYoungGenerationSizeMb: youngGenerationMb,
    },
  });
  for (const input of [worker.stdout, worker.stderr]) {
    createInterface({ input }).on("line", options.onLog);
  }

  let alive = true;
  let waiting: Waiting | undefined;
  let crash: Error | undefined;

  function settle(finish: (current: Waiting) => void): void {
    const current = waiting;
    waiting = undefined;
    if (current) finish(current);
  }
  function fail(error: FunctionError): void {
    settle((current) => current.reject(error));
  }

  worker.on("message", (message: FromEnvironment) => {
    if (message.type === "crashed") alive = false;
    if (message.type === "crashed" || message.type === "failed") return fail(toFunctionError(message.error));
    waiting?.receive(message);
    if (isLast(message)) settle((current) => current.resolve());
  });
  worker.on("error", (error: Error) => {
    crash = error;
  });
  worker.on("exit", (code) => {
    alive = false;
    const requestId = waiting?.requestId ?? "";
    fail(new FunctionError("Runtime.ExitError", `RequestId: ${requestId} Error: ${exitReason(code, crash)}`));
  });

  async function within(
    ms: number,
    requestId: string,
    receive: (message: FromEnvironment) => void,
  ): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting = { receive, resolve, reject, requestId };
    const timer = setTimeout(() => {
      alive = false;
      const text = `Task timed out after ${(ms / 1000).toFixed(2)} seconds`;
      options.onLog(`${new Date().toISOString()} ${requestId} ${text}`);
      fail(new FunctionError("Sandbox.Timedout", `RequestId: ${requestId} Error: ${text}`));
      void worker.terminate();
    }, ms);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  await within(options.initMs, "init", () => undefined);

  return {
    alive: () => alive,
    run(invocation, timeoutSeconds, receive) {
      const done = within(timeoutSeconds * 1000, invocation.requestId, receive);
      worker.postMessage(invocation);
      return done;
    },
    async stop() {
      alive = false;
      await worker.terminate();
    },
  };
}

function toFunctionError({ errorType, errorMessage, trace }: ErrorPayload): FunctionError {
  return new FunctionError(errorType, errorMessage, { trace });
}

function exitReason(code: number, crash: Error | undefined): string {
  if (crash) return "Runtime exited with error: signal: killed";
  return code === 0
    ? "Runtime exited without providing a reason"
    : `Runtime exited with error: exit status ${code}`;
}
