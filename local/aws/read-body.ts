import type { IncomingMessage } from "node:http";
import { notJson, tooLarge } from "./aws-errors.ts";
import { type Fields, isFields } from "./service.ts";

/** Reads past the limit without keeping it, so that the client gets an answer and not a reset. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes) throw tooLarge(maxBytes);
  return Buffer.concat(chunks);
}

export function parseFields(body: Buffer): Fields {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw notJson();
  }
  if (!isFields(value)) throw notJson();
  return value;
}
