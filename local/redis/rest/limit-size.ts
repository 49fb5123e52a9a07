import type { ByteString } from "../byte-string.ts";
import { CommandError, type Reply, Status } from "../reply.ts";

/** Upstash measures one command and one reply, not the body of a pipeline; 10 MB on free and pay-as-you-go plans. */
const maxBytes = 10_485_760;

export class TooLarge extends CommandError {}

function check(bytes: number): void {
  if (bytes <= maxBytes) return;
  throw new TooLarge(
    `ERR max request size exceeded. Limit: ${maxBytes} bytes, Actual: ${bytes} bytes. See https://upstash.com/docs/redis/troubleshooting/max_request_size_exceeded for details`,
  );
}

export function checkCommandSize(command: ByteString[]): void {
  check(sizeOf(command));
}

export function checkReplySize(reply: Reply): Reply {
  check(sizeOf(reply));
  return reply;
}

function sizeOf(reply: Reply): number {
  if (typeof reply === "string") return reply.length;
  if (Array.isArray(reply)) return reply.reduce<number>((total, item) => total + sizeOf(item), 0);
  return reply instanceof Status ? reply.text.length : 8;
}
