import { crc32 } from "node:zlib";
import { type ByteString, toBuffer } from "../byte-string.ts";
import { parseInteger } from "../numbers.ts";
import { CommandError, syntaxError } from "../reply.ts";
import { arg } from "./command.ts";
import { globMatcher } from "./match-glob.ts";

export interface ScanPage {
  readonly cursor: ByteString;
  readonly items: ByteString[];
}

/**
 * One page in the order of the names' hashes. The cursor is a place in that order, so that a name which
 * stays during the whole scan is seen, whatever else comes and goes.
 */
export function scanPage(
  names: ByteString[],
  cursor: ByteString,
  options: ByteString[],
  typeOf?: (name: ByteString) => string,
): ScanPage {
  const { match, count, type } = parseScanOptions(options, typeOf !== undefined);
  if (!/^\d+$/.test(cursor)) throw new CommandError("ERR invalid cursor");
  const from = Number(cursor);
  const ahead = names
    .map((name) => ({ name, place: crc32(toBuffer(name)) + 1 }))
    .filter(({ place }) => place >= from)
    .sort((left, right) => left.place - right.place);
  const last = ahead[Math.min(count, ahead.length) - 1];
  const page = ahead.filter(({ place }) => last !== undefined && place <= last.place);
  const items = page
    .map(({ name }) => name)
    .filter((name) => match(name) && (type === null || typeOf?.(name) === type));
  return { cursor: last && page.length < ahead.length ? String(last.place + 1) : "0", items };
}

function parseScanOptions(options: ByteString[], allowsType: boolean) {
  let match: (name: ByteString) => boolean = () => true;
  let count = 10;
  let type: string | null = null;
  for (let i = 0; i < options.length; i += 2) {
    const word = arg(options, i).toUpperCase();
    const value = options[i + 1];
    if (value === undefined) throw syntaxError();
    if (word === "MATCH") match = globMatcher(value);
    else if (word === "COUNT") count = parseInteger(value);
    else if (word === "TYPE" && allowsType) type = value.toLowerCase();
    else throw syntaxError();
  }
  if (count < 1) throw syntaxError();
  return { match, count, type };
}
