import { type ClientHttp2Session, connect, constants, type OutgoingHttpHeaders } from "node:http2";
import type { Clock } from "../../ports/clock.ts";

export interface Http2Request {
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

export interface Http2Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

export interface Http2HostOptions {
  readonly url: string;
  readonly clock: Clock;
  /** Of a request, its second try included. */
  readonly deadlineMs: number;
  /** A session that was not heard from for so long is asked whether it lives. */
  readonly quietMs?: number;
  readonly pingMs?: number;
}

/** Whether it was taken is unknown. */
class StreamLost extends Error {}

/** One session to a host, opened when needed and replaced when it is gone, as after a sleep. */
export function http2Host(options: Http2HostOptions) {
  const { url, clock, deadlineMs, quietMs = 10_000, pingMs = 1_000 } = options;
  let kept: ClientHttp2Session | undefined;
  let heardAt = 0;
  let finding: Promise<ClientHttp2Session> | undefined;

  async function findSession(): Promise<ClientHttp2Session> {
    const isQuiet = Math.abs(clock.now() - heardAt) > quietMs;
    if (kept && isOpen(kept) && isQuiet) {
      if (await answersPing(kept, pingMs)) heardAt = clock.now();
      else kept.destroy();
    }
    if (!kept || !isOpen(kept)) {
      kept = openSession(url);
      heardAt = clock.now();
    }
    return kept;
  }

  /** Whoever asks at the same time waits for the same ping. */
  function shareSession(): Promise<ClientHttp2Session> {
    finding ??= findSession().finally(() => {
      finding = undefined;
    });
    return finding;
  }

  async function ask(request: Http2Request, signal: AbortSignal): Promise<Http2Answer> {
    const session = await shareSession();
    try {
      const answer = await askOn(session, request, signal);
      heardAt = clock.now();
      return answer;
    } catch (error) {
      if (error instanceof StreamLost && session === kept) kept = undefined;
      if (error instanceof StreamLost) session.close();
      else heardAt = 0;
      throw error;
    }
  }

  return {
    /** Tries once more on another session if the first is lost. Rejects where there is no answer in time. */
    async post(request: Http2Request): Promise<Http2Answer> {
      const controller = new AbortController();
      const giveUp = () => controller.abort(new Error(`no answer within ${deadlineMs} ms`));
      const timer = setTimeout(giveUp, deadlineMs);
      try {
        return await ask(request, controller.signal).catch((error: unknown) => {
          if (!(error instanceof StreamLost)) throw error;
          return ask(request, controller.signal);
        });
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => kept?.destroy(),
  };
}

function openSession(url: string): ClientHttp2Session {
  const session = connect(url, { settings: { enablePush: false } });
  // Its streams fail with it, and tell.
  session.on("error", () => {});
  session.unref();
  return session;
}

function isOpen(session: ClientHttp2Session): boolean {
  return !session.closed && !session.destroyed;
}

async function answersPing(session: ClientHttp2Session, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  session.ping((error: Error | null) => resolve(error === null));
  return await promise.finally(() => clearTimeout(timer));
}

function askOn(
  session: ClientHttp2Session,
  { path, headers, body }: Http2Request,
  signal: AbortSignal,
): Promise<Http2Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Http2Answer>();
  if (signal.aborted) return Promise.reject(signal.reason);
  if (!isOpen(session)) return Promise.reject(new StreamLost("the session is over"));
  const stream = session.request({ ...headers, ":method": "POST", ":path": path });
  let answer: Http2Answer | undefined;
  let failure: Error | undefined;
  stream.setEncoding("utf8");
  stream.on("response", (head) => {
    answer = { status: head[":status"] ?? 0, body: "", retryAfter: head["retry-after"] };
  });
  stream.on("data", (chunk: string) => {
    if (answer) answer = { ...answer, body: answer.body + chunk };
  });
  stream.on("error", (error) => {
    failure = error;
  });
  stream.on("close", () => {
    if (answer) resolve(answer);
    else reject(new StreamLost(`the session ended before an answer${codeOf(failure)}`));
  });
  signal.addEventListener("abort", () => {
    reject(signal.reason);
    stream.close(constants.NGHTTP2_CANCEL);
  });
  stream.end(body);
  return promise;
}

/** A stream that fails with its session has the reason within. */
function codeOf(failure: Error | undefined): string {
  const { code } = (failure?.cause ?? failure ?? {}) as { code?: unknown };
  return typeof code === "string" ? ` (${code})` : "";
}
