import { type ClientHttp2Session, constants, type OutgoingHttpHeaders } from "node:http2";
import { isOpen } from "./open-session.ts";
import { codeOf, StreamLost } from "./stream-lost.ts";

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

/** Posts on a session; rejects with StreamLost where it ends before an answer. */
export function askSession(
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
