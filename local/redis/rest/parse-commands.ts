import { type ByteString, fromBuffer, fromText } from "../byte-string.ts";
import { CommandError } from "../reply.ts";

export function parseCommand(body: Buffer): ByteString[] {
  const words = parseJson(body, "command");
  if (!Array.isArray(words)) throw new CommandError("ERR failed to parse command");
  if (words.length === 0) throw new CommandError("ERR empty command");
  return words.map((word) => toArgument(word, "command"));
}

export function parsePipeline(body: Buffer): ByteString[][] {
  const rows = parseJson(body, "pipeline request");
  if (!Array.isArray(rows)) throw new CommandError("ERR failed to parse pipeline request");
  if (rows.length === 0) throw new CommandError("ERR empty pipeline request");
  return rows.map((row) => {
    if (!Array.isArray(row)) throw new CommandError("ERR failed to parse pipeline command");
    if (row.length === 0) throw new CommandError("ERR empty pipeline command");
    return row.map((word) => toArgument(word, "pipeline command"));
  });
}

/** /set/key with the value as the body, and ?EX=100 for what follows the value. */
export function parsePathCommand(url: URL, body: Buffer): ByteString[] {
  const words = url.pathname.slice(1).split("/").map(decodeURIComponent).map(fromText);
  if (body.length > 0) words.push(fromBuffer(body));
  for (const [name, value] of url.searchParams) {
    if (name === "_token") continue;
    words.push(fromText(name));
    if (value !== "") words.push(fromText(value));
  }
  return words;
}

function parseJson(body: Buffer, what: string): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new CommandError(`ERR failed to parse ${what}`);
  }
}

function toArgument(word: unknown, what: string): ByteString {
  if (typeof word === "string") return fromText(word);
  if (typeof word === "number" || typeof word === "boolean") return String(word);
  throw new CommandError(`ERR failed to parse ${what}`);
}
