import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { DamagedFolder } from "./damaged-folder.ts";

export interface Records<T> {
  readonly byKey: ReadonlyMap<string, T>;
  set(key: string, value: T): void;
  delete(key: string): void;
  close(): void;
}

const header = '{"log":1}';

/** A map whose changes are appended to a file, one line each, before they are answered. */
export function openRecords<T>(folder: string | null): Records<T> {
  const byKey = new Map<string, T>();
  if (folder === null) {
    return {
      byKey,
      set: (key, value) => void byKey.set(key, value),
      delete: (key) => void byKey.delete(key),
      close: () => undefined,
    };
  }
  const path = join(folder, "records.log");
  try {
    mkdirSync(folder, { recursive: true });
    replay(path, byKey);
    rewrite(path, byKey);
  } catch (error) {
    throw new DamagedFolder(folder, error);
  }
  const file = openSync(path, "a");
  const append = (...line: [string, T?]) => writeSync(file, `${JSON.stringify(line)}\n`);
  return {
    byKey,
    set(key, value) {
      append(key, value);
      byKey.set(key, value);
    },
    delete(key) {
      append(key);
      byKey.delete(key);
    },
    close: () => closeSync(file),
  };
}

function replay<T>(path: string, byKey: Map<string, T>): void {
  if (!existsSync(path)) return;
  const text = readFileSync(path, "utf8");
  // A kill in the middle of a write leaves an unfinished last line, which nobody was told of.
  const [first, ...lines] = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  if (first !== header) throw new Error("its file has another format");
  for (const line of lines.slice(0, -1)) {
    const [key, value] = JSON.parse(line) as [string, T?];
    if (value === undefined) byKey.delete(key);
    else byKey.set(key, value);
  }
}

function rewrite<T>(path: string, byKey: ReadonlyMap<string, T>): void {
  const lines = [header, ...[...byKey].map((record) => JSON.stringify(record))];
  const next = `${path}.next`;
  const file = openSync(next, "w");
  writeSync(file, `${lines.join("\n")}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(next, path);
}
