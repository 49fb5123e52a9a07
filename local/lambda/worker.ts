import { finished } from "node:stream/promises";
import { parentPort, workerData } from "node:worker_threads";
import { describeError, describeInitError } from "./describe-error.ts";
import { invocationContext } from "./invocation-context.ts";
import { responseBytes } from "./limits.ts";
import type { EnvironmentSeed, ErrorPayload, FromEnvironment, Invocation } from "./messages.ts";
import { awslambda, isStreaming, ResponseStream } from "./response-stream.ts";

type Handler = (...parameters: unknown[]) => unknown;

const seed: EnvironmentSeed = workerData;
const send = (message: FromEnvironment): void => parentPort?.postMessage(message);

function log(what: string, error: ErrorPayload, requestId: string): void {
  console.error(`${new Date().toISOString()}\t${requestId}\tERROR\t${what}\t${JSON.stringify(error)}`);
}
function fail(error: ErrorPayload, requestId: string): void {
  log("Invoke Error", error, requestId);
  send({ type: "failed", error });
}
function crash(what: string, error: ErrorPayload, exitCode: number): never {
  log(what, error, "");
  send({ type: "crashed", error });
  process.exit(exitCode);
}

Object.assign(globalThis, { awslambda });

process.on("uncaughtException", (error) => crash("Uncaught Exception", describeError(error), 129));
process.on("unhandledRejection", (reason) => {
  const error = {
    ...describeError(reason),
    errorType: "Runtime.UnhandledPromiseRejection",
    errorMessage: String(reason),
  };
  crash("Unhandled Promise Rejection", error, 128);
});

async function loadHandler(): Promise<Handler> {
  try {
    const { handler } = await import(seed.handlerUrl);
    if (typeof handler === "function") return handler;
  } catch (error) {
    crash("Init Error", describeInitError(error), 1);
  }
  const errorMessage = "index.handler is undefined or not exported";
  crash("Init Error", { errorType: "Runtime.HandlerNotFound", errorMessage, trace: [] }, 1);
}

async function answer(handler: Handler, invocation: Invocation): Promise<void> {
  const result = await handler(JSON.parse(invocation.payload), invocationContext(seed, invocation));
  const payload = JSON.stringify(result) ?? "null";
  if (Buffer.byteLength(payload) > responseBytes) {
    return fail(
      {
        errorType: "Function.ResponseSizeTooLarge",
        errorMessage: `Response payload size exceeded maximum allowed payload size (${responseBytes} bytes).`,
        trace: [],
      },
      invocation.requestId,
    );
  }
  send({ type: "answered", payload });
}

async function stream(handler: Handler, invocation: Invocation): Promise<void> {
  const body = new ResponseStream(send);
  try {
    await handler(JSON.parse(invocation.payload), body, invocationContext(seed, invocation));
    if (!body.writableEnded) throw new Error("Response stream is not finished.");
    await finished(body);
  } finally {
    body.destroy();
  }
}

/** Lambda hands a plain handler's whole answer on as the body of a streamed response. */
async function streamAnswer(handler: Handler, invocation: Invocation): Promise<void> {
  const result = await handler(JSON.parse(invocation.payload), invocationContext(seed, invocation));
  const body = new ResponseStream(send);
  body.setContentType("application/json");
  await finished(body.end(JSON.stringify(result) ?? "null"));
}

async function run(handler: Handler, invocation: Invocation): Promise<void> {
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  try {
    if (!invocation.streams) {
      if (isStreaming(handler)) throw new Error("A streaming handler needs a streaming invocation.");
      await answer(handler, invocation);
    } else {
      await (isStreaming(handler) ? stream : streamAnswer)(handler, invocation);
      send({ type: "stream-handled" });
    }
  } catch (error) {
    fail(describeError(error), invocation.requestId);
  }
}

const handler = await loadHandler();
parentPort?.on("message", (invocation: Invocation) => {
  void run(handler, invocation);
});
send({ type: "ready" });
