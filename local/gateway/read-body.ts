import type { IncomingMessage } from "node:http";

const drainBytes = 64 * 1024 * 1024;

/** The whole body, or undefined when it is larger than allowed; what is too large is read and dropped. */
export async function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
    if (bytes > drainBytes) break;
  }
  return bytes > maxBytes ? undefined : Buffer.concat(chunks);
}
