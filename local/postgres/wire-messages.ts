import type { PostgresErrorFields } from "./postgres-error.ts";

// The server's side of the Postgres wire protocol, as far as a login needs it.

export function authenticationCleartextPassword(): Buffer {
  return message("R", int32(3));
}

export function authenticationOk(): Buffer {
  return message("R", int32(0));
}

export function parameterStatus(name: string, value: string): Buffer {
  return message("S", text(name), text(value));
}

export function backendKeyData(processId: number, secretKey: number): Buffer {
  return message("K", int32(processId), int32(secretKey));
}

export function readyForQuery(status: string): Buffer {
  return message("Z", Buffer.from(status));
}

export function errorResponse({
  severity = "FATAL",
  code = "XX000",
  message: words,
  detail,
  hint,
}: PostgresErrorFields): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${words}`];
  if (detail !== undefined) fields.push(`D${detail}`);
  if (hint !== undefined) fields.push(`H${hint}`);
  return message("E", ...fields.map(text), Buffer.alloc(1));
}

export interface FrontendMessage {
  /** The type's letter; empty for the untyped startup message. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** Cuts a byte stream into the client's messages; the first one has no type. */
export class FrontendMessages {
  #rest = Buffer.alloc(0);
  #started = false;

  push(chunk: Buffer): FrontendMessage[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const messages: FrontendMessage[] = [];
    for (;;) {
      const prefix = this.#started ? 1 : 0;
      if (this.#rest.length < prefix + 4) return messages;
      const length = prefix + this.#rest.readInt32BE(prefix);
      if (this.#rest.length < length) return messages;
      const bytes = this.#rest.subarray(0, length);
      messages.push({ type: prefix === 0 ? "" : String.fromCharCode(bytes[0]!), bytes });
      this.#rest = this.#rest.subarray(length);
      this.#started = true;
    }
  }
}

export function startupParameters(bytes: Buffer): Map<string, string> {
  const words = bytes.subarray(8).toString().split("\0");
  const parameters = new Map<string, string>();
  for (let index = 0; index + 1 < words.length && words[index] !== ""; index += 2) {
    parameters.set(words[index]!, words[index + 1]!);
  }
  return parameters;
}

export function passwordOf(bytes: Buffer): string {
  return bytes.subarray(5, bytes.length - 1).toString();
}

function message(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}
