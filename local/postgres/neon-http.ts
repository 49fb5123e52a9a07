import type { IncomingMessage, ServerResponse } from "node:http";
import { maxRequestBytes, NeonRefusal, requestTooLarge } from "./neon-limits.ts";
import { parseBegin, parseCaller, parsePayload } from "./parse-neon-request.ts";
import { postgresErrorFields } from "./postgres-error.ts";
import type { Outcome, SqlBackend, Statement } from "./run-statements.ts";

/** Answers one POST /sql as Neon's proxy does. */
export async function answerSql(
  backend: SqlBackend,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  try {
    const { headers } = request;
    const caller = parseCaller(headers);
    if (headers["neon-raw-text-output"] !== "true") {
      throw new NeonRefusal(400, "only Neon-Raw-Text-Output: true is answered here");
    }
    const begin = parseBegin(headers);
    const { batch, statements } = parsePayload(
      await readBody(request),
      headers["neon-array-mode"] === "true",
    );
    const work = { statements, begin: batch ? begin : null, signal: gone.signal };
    const outcomes = await backend.run(caller, work);
    const results = outcomes.map((outcome, index) => toResult(outcome, statements[index]!));
    send(response, 200, batch ? { results } : results[0], batch ? echoedModes(headers) : {});
  } catch (error) {
    if (!gone.signal.aborted) sendError(response, error);
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= maxRequestBytes) chunks.push(chunk);
  }
  if (bytes > maxRequestBytes) throw requestTooLarge();
  return Buffer.concat(chunks);
}

function toResult({ fields, rows, command, rowCount }: Outcome, { arrayMode }: Statement): object {
  return {
    rowAsArray: arrayMode,
    fields: fields.map((field) => ({ ...field, format: "text" })),
    rows: arrayMode
      ? rows
      : rows.map((row) => Object.fromEntries(fields.map(({ name }, index) => [name, row[index]]))),
    command,
    rowCount,
  };
}

function echoedModes(headers: IncomingMessage["headers"]): Record<string, string> {
  const names = ["neon-batch-read-only", "neon-batch-deferrable", "neon-batch-isolation-level"];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" && value !== "false" ? [[name, value]] : [];
    }),
  );
}

function sendError(response: ServerResponse, error: unknown): void {
  const fields = postgresErrorFields(error);
  const message = error instanceof Error ? error.message : String(error);
  if (fields) send(response, 400, fields);
  else send(response, error instanceof NeonRefusal ? error.status : 500, { message });
}

function send(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "access-control-allow-origin": "*",
    ...headers,
  });
  response.end(JSON.stringify(body));
}
