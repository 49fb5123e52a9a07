import type { ClientHttp2Session } from "node:http2";
import type { Clock } from "../../ports/clock.ts";
import { askSession, type Http2Answer, type Http2Request } from "./ask-session.ts";
import { answersPing, isOpen, openSession } from "./open-session.ts";
import { StreamLost } from "./stream-lost.ts";

export interface Http2HostOptions {
  readonly url: string;
  readonly clock: Clock;
  /** Of a request, its second try included. */
  readonly deadlineMs: number;
  /** A session that was not heard from for so long is asked whether it lives. */
  readonly quietMs?: number;
  readonly pingMs?: number;
}

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
      kept = await openSession(url, deadlineMs);
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
    const session = await unlessAborted(shareSession(), signal);
    try {
      const answer = await askSession(session, request, signal);
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

async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = Promise.withResolvers<never>();
  const giveUp = () => aborted.reject(signal.reason);
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp, { once: true });
  return await Promise.race([promise, aborted.promise]);
}
