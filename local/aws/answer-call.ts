import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { crc32 } from "node:zlib";
import { AwsError, missingAuthentication, unknownOperation } from "./aws-errors.ts";
import type { Disturbances } from "./disturbances.ts";
import type { Call } from "./find-call.ts";
import { parseFields, readBody } from "./read-body.ts";
import type { Service } from "./service.ts";

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly call: Call;
  readonly service: Service;
  readonly disturbances: Disturbances;
}

/** Reads one call, lets the service answer it, and writes the answer in the service's own protocol. */
export async function answerCall({
  request,
  response,
  call,
  service,
  disturbances,
}: Exchange): Promise<void> {
  const name = `${call.service}.${call.operation}`;
  try {
    const input = { ...parseFields(await readBody(request, service.maxBodyBytes)), ...call.fields };
    if (!isSigned(request)) throw missingAuthentication(service.unsignedStatus);
    if (!disturbances.admit(name, service, response)) return;
    if (call.operation === "") throw unknownOperation("");
    const answer = await service.call(call.operation, input);
    if (response.destroyed) return service.undelivered?.(call.operation, input, answer);
    write(response, 200, service.contentType, answer);
  } catch (error) {
    if (!response.destroyed) writeError(response, service, error);
  }
}

function isSigned(request: IncomingMessage): boolean {
  return request.headers.authorization?.startsWith("AWS4-") === true;
}

function writeError(response: ServerResponse, service: Service, error: unknown): void {
  if (!(error instanceof AwsError)) console.error("A local AWS call failed:", error);
  const known = error instanceof AwsError ? error : new AwsError(service.internalFailure, String(error), 500);
  const body = service.errorsInHeader
    ? { Message: known.message }
    : { __type: service.errorPrefix + known.code, message: known.message };
  response.setHeaders(new Headers({ "x-amzn-errortype": known.code, ...known.headers }));
  write(response, known.status, service.contentType, body);
}

function write(response: ServerResponse, status: number, contentType: string, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(text),
    "x-amzn-requestid": randomUUID(),
    "x-amz-crc32": crc32(text),
  });
  response.end(text);
}

/** A request that is for none of the services. */
export function refuse(request: IncomingMessage, response: ServerResponse): void {
  const error = isSigned(request) ? unknownOperation("") : missingAuthentication();
  request.resume();
  response.setHeader("x-amzn-errortype", error.code);
  write(response, error.status, "application/json", { __type: error.code, message: error.message });
}
