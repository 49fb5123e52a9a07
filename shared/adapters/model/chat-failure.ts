import { RequestRefused, UpstreamUnavailable } from "../../errors.ts";
import { readRetryAfter } from "./read-retry-after.ts";

interface Weight {
  /** The next call may go well. */
  readonly mayPass?: boolean;
  readonly waitSeconds?: number | undefined;
}

/** A call that failed, with what decides whether it is made again. Its cause holds no text of the server's. */
export class ChatFailure extends UpstreamUnavailable {
  readonly mayPass: boolean;
  readonly waitSeconds: number;

  constructor(why: string, { mayPass = false, waitSeconds }: Weight = {}) {
    super("the model", new Error(why), waitSeconds);
    this.mayPass = mayPass;
    this.waitSeconds = waitSeconds ?? 0;
  }
}

interface ClientError {
  readonly status?: number;
  readonly code?: unknown;
  readonly param?: unknown;
  readonly name?: string;
  readonly headers?: Headers;
  readonly cause?: { readonly code?: unknown; readonly cause?: { readonly code?: unknown } };
}

const refusals = new Set([400, 413, 422]);

/** Keeps status and code alone: a provider's error may quote the prompt, and causes are logged. */
export function readChatFailure(error: unknown): ChatFailure | RequestRefused {
  if (error instanceof ChatFailure) return error;
  if (error instanceof SyntaxError) return garbled("an event that is no JSON");
  const { status, code, param, headers, name, cause } = error as ClientError;
  const named = code ?? cause?.code ?? cause?.cause?.code;
  const suffix = isCode(named) ? ` (${named})` : "";
  const waitSeconds = readRetryAfter(error);
  if (status === undefined) {
    const what = headers ? "told of an error in its stream" : `was not reached or hung up: ${name}`;
    return new ChatFailure(`the model server ${what}${suffix}`, { mayPass: true });
  }
  const why = `the model server answered ${status}${suffix}`;
  if (refusals.has(status)) {
    return new RequestRefused("the model", new Error(why), { status, param: toParam(param) });
  }
  return new ChatFailure(why, {
    mayPass: status === 408 || (status === 429 && code !== "insufficient_quota") || status >= 500,
    waitSeconds,
  });
}

export function garbled(what: string): ChatFailure {
  return new ChatFailure(`the model server sent ${what}`);
}

/** "tools" of "tools[0].function.parameters": what is no plain name may hold more than a name. */
function toParam(param: unknown): string | undefined {
  return /^([a-z_]{1,40})(?:$|[.[])/.exec(String(param ?? ""))?.[1];
}

function isCode(code: unknown): code is string | number {
  return /^[\w.-]{1,64}$/.test(String(code ?? ""));
}
