import http, { type IncomingMessage } from "node:http";
import https from "node:https";

export interface WholeRequest {
  readonly method: "POST";
  readonly headers: Headers | Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal?: AbortSignal | null;
  /** For the whole answer, like the signal. */
  readonly deadlineMs?: number;
}

/** Whoever is not asked for as long may have hung up. */
const idleMs = 4_000;
const plain = { http, agent: new http.Agent({ keepAlive: true, timeout: idleMs }), usedAt: 0 };
const secure = { http: https, agent: new https.Agent({ keepAlive: true, timeout: idleMs }), usedAt: 0 };

/** fetch for a text that is sent and an answer that is read as a whole: it takes a third of the processor's time. */
export async function fetchWhole(address: string | URL, asked: WholeRequest): Promise<Response> {
  const { method, headers, body, signal, deadlineMs } = asked;
  signal?.throwIfAborted();
  const url = new URL(address);
  const way = url.protocol === "https:" ? secure : plain;
  // An instance that stood still heard no timer, and asks before it hears who hung up meanwhile.
  if (Date.now() - way.usedAt > idleMs) {
    for (const socket of Object.values(way.agent.freeSockets).flat()) socket?.destroy();
  }
  way.usedAt = Date.now();
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const call = way.http.request(url, {
    method,
    agent: way.agent,
    headers: {
      ...(headers instanceof Headers ? Object.fromEntries(headers) : headers),
      "content-length": Buffer.byteLength(body),
    },
  });
  const giveUp = () => {
    const reason = signal?.aborted ? signal.reason : new Error(`no answer within ${deadlineMs} ms`);
    reject(reason);
    call.destroy();
  };
  const timer = deadlineMs === undefined ? undefined : setTimeout(giveUp, deadlineMs);
  signal?.addEventListener("abort", giveUp, { once: true });
  call.on("error", reject);
  call.on("response", (answer) => readWhole(answer).then(resolve, reject));
  call.end(body);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}

async function readWhole(answer: IncomingMessage): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const chunks: Buffer[] = [];
  answer.on("data", (chunk: Buffer) => chunks.push(chunk));
  answer.on("end", resolve);
  answer.on("error", reject);
  await promise;
  const status = answer.statusCode!;
  const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return new Response(mayHaveBody(status) ? Buffer.concat(chunks) : null, { status, headers });
}

function mayHaveBody(status: number): boolean {
  return status >= 200 && ![204, 205, 304].includes(status);
}
