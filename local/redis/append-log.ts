import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { crc32 } from "node:zlib";
import { StartupFailure } from "../startup-failure.ts";
import type { ByteString } from "./byte-string.ts";

/** Write commands that took effect together, with the instant that they took for now. */
export interface LogRecord {
  readonly atMs: number;
  readonly commands: ByteString[][];
}

const header = "aimi local redis 1\n";

const checksum = (body: string) => crc32(body).toString(16).padStart(8, "0");

function formatRecord({ atMs, commands }: LogRecord): string {
  const body = JSON.stringify([atMs, commands]);
  return `${checksum(body)} ${body}\n`;
}

export class DamagedLog extends StartupFailure {
  constructor(path: string, options?: ErrorOptions) {
    super(`The local Redis data in ${path} is damaged: delete that file to start empty.`, options?.cause);
  }
}

/** The records of a log. What follows the last line break was cut short by a kill and was never answered. */
export function readLog(path: string): LogRecord[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  if (!text.startsWith(header)) throw new DamagedLog(path);
  const lines = text.slice(header.length).split("\n").slice(0, -1);
  return lines.map((line) => {
    const body = line.slice(9);
    if (line.slice(0, 9) !== `${checksum(body)} `) throw new DamagedLog(path);
    const [atMs, commands] = JSON.parse(body);
    return { atMs, commands };
  });
}

/** Replaces the log in one step, so that a kill leaves the old or the new one. */
export function rewriteLog(path: string, atMs: number, commands: Iterable<ByteString[]>): void {
  const fresh = `${path}.new`;
  const file = openSync(fresh, "w");
  try {
    writeSync(file, header);
    for (const command of commands) writeSync(file, formatRecord({ atMs, commands: [command] }));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
}

export interface AppendLog {
  append(record: LogRecord): void;
  bytesAppended(): number;
  close(): void;
}

export function openLog(path: string): AppendLog {
  const file = openSync(path, "a");
  const start = statSync(path).size;
  let size = start;
  return {
    append(record) {
      const line = Buffer.from(formatRecord(record));
      try {
        for (let done = 0; done < line.length; ) done += writeSync(file, line, done);
      } catch (error) {
        ftruncateSync(file, size);
        throw error;
      }
      size += line.length;
    },
    bytesAppended: () => size - start,
    close: () => closeSync(file),
  };
}
