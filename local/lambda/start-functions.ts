import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { FunctionError } from "./function-error.ts";
import { createFunctionPool, type FunctionPool } from "./function-pool.ts";
import { requestBytes } from "./limits.ts";
import type { FromEnvironment, Invocation, ResponseMetadata } from "./messages.ts";
import { pourStream, type StreamSink } from "./pour-stream.ts";
import { startEnvironment } from "./start-environment.ts";

export interface LocalFunctions {
  /** Resolves with what the handler returned; rejects with FunctionError as Lambda would answer. */
  invoke(name: string, event: unknown): Promise<unknown>;
  /** As a streaming function URL invokes. Resolves once the handler is done; failures go to the sink. */
  invokeStream(name: string, event: unknown, sink: StreamSink): Promise<void>;
  /** Starts an environment of each function that has none, so that its first caller need not wait. */
  warm(names: readonly string[]): Promise<void>;
  /** From now on new invocations of these functions, or of all, start anew; the folder is where their code has moved. */
  reload(bundlesDir?: string, names?: readonly string[]): void;
  /** Kills a function's environments that are in the middle of something; how many. */
  crash(name: string): number;
  close(): Promise<void>;
}

export interface LocalFunction {
  timeoutSeconds: number;
  memoryMb: number;
  /** How many of its environments there may be at once; they start when they are needed. */
  maxConcurrency?: number;
  env?: Readonly<Record<string, string>>;
}

export interface FunctionsOptions {
  bundlesDir: string;
  env: Readonly<Record<string, string>>;
  functions: Readonly<Record<string, LocalFunction>>;
  maxConcurrency?: number;
  /** How long the import of a function's code may take. */
  initMs?: number;
  onLog?(name: string, line: string): void;
}

export type { ResponseMetadata, StreamSink };

export function startFunctions(options: FunctionsOptions): LocalFunctions {
  const movedTo = new Map<string, string>();
  const log = options.onLog ?? (() => undefined);

  const pools = new Map<string, FunctionPool>(
    Object.entries(options.functions).map(([name, { memoryMb, env, maxConcurrency }]) => [
      name,
      createFunctionPool({
        maxConcurrency: maxConcurrency ?? options.maxConcurrency ?? 10,
        start: () =>
          startEnvironment({
            name,
            folder: join(movedTo.get(name) ?? options.bundlesDir, name),
            memoryMb,
            initMs: options.initMs ?? 10_000,
            env: { ...options.env, ...env },
            onLog: (line) => log(name, line),
          }),
      }),
    ]),
  );

  async function run(
    name: string,
    event: unknown,
    streams: boolean,
    receive: (message: FromEnvironment) => void,
  ): Promise<void> {
    const pool = pools.get(name);
    const settings = options.functions[name];
    if (!pool || !settings) throw notFound(name);
    const payload = JSON.stringify(event) ?? "null";
    if (Buffer.byteLength(payload) > requestBytes) throw tooLarge();
    await pool.use((environment) => {
      const invocation = newInvocation(payload, settings.timeoutSeconds, streams);
      return environment.run(invocation, settings.timeoutSeconds, receive);
    });
  }

  return {
    async invoke(name, event) {
      let answer: string | undefined;
      await run(name, event, false, (message) => {
        if (message.type === "answered") answer = message.payload;
      });
      return JSON.parse(answer ?? "null");
    },
    async invokeStream(name, event, sink) {
      const stream = pourStream(sink);
      try {
        await run(name, event, true, stream.receive);
      } catch (error) {
        stream.fail(error instanceof Error ? error : new Error(String(error)));
      }
    },
    async warm(names) {
      const starts = names.map(async (name) => {
        try {
          await pools.get(name)?.warm();
        } catch (error) {
          log(name, `could not start ahead of its first invocation: ${String(error)}`);
        }
      });
      await Promise.all(starts);
    },
    reload(folder, names = [...pools.keys()]) {
      for (const name of names) {
        if (folder) movedTo.set(name, folder);
        pools.get(name)?.retire();
      }
    },
    crash: (name) => pools.get(name)?.crash() ?? 0,
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

function newInvocation(payload: string, timeoutSeconds: number, streams: boolean): Invocation {
  const second = Math.floor(Date.now() / 1000).toString(16);
  return {
    requestId: randomUUID(),
    traceId: `Root=1-${second}-${randomBytes(12).toString("hex")};Parent=${randomBytes(8).toString("hex")};Sampled=0`,
    payload,
    deadlineMs: Date.now() + timeoutSeconds * 1000,
    streams,
  };
}

function notFound(name: string): FunctionError {
  const message = `Function not found: arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  return new FunctionError("ResourceNotFoundException", message, { statusCode: 404 });
}

function tooLarge(): FunctionError {
  const message = `Request must be smaller than ${requestBytes} bytes for the InvokeFunction operation`;
  return new FunctionError("RequestEntityTooLargeException", message, { statusCode: 413 });
}
