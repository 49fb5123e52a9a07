import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { IntegrationAnswer } from "./run-integration.ts";

const messages: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "Forbidden",
  500: "Internal server error",
  502: "Internal server error",
  504: "Endpoint request timed out",
};

export function refuseHandshake(
  socket: Duplex,
  { statusCode, failed }: IntegrationAnswer & { failed: boolean },
  connectionId: string,
  requestId: string,
): void {
  const status = failed || statusCode === 401 || statusCode === 403 ? statusCode : 500;
  refuse(socket, status, { message: messages[status], connectionId, requestId });
}

export function refuseUnauthorized(
  socket: Duplex,
  { status, message }: { status: number; message: string },
  connectionId: string,
  requestId: string,
): void {
  refuse(socket, status, { message, connectionId, requestId });
}

function refuse(
  socket: Duplex,
  status: number,
  answer: Readonly<Record<string, string | undefined>> & { requestId: string },
): void {
  const body = JSON.stringify(answer);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    `x-amzn-requestid: ${answer.requestId}`,
    "connection: close",
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
}
