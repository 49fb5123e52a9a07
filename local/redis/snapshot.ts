import type { ByteString } from "./byte-string.ts";
import { formatDouble } from "./numbers.ts";
import type { Entry, Store } from "./store.ts";

const elementsPerCommand = 500;

/** The commands that would make the store as it is now. */
export function* snapshot(store: Store): Generator<ByteString[]> {
  for (const [key, entry] of store.live()) {
    yield* rebuild(key, entry);
    if (entry.expiresAtMs !== null) yield ["PEXPIREAT", key, String(entry.expiresAtMs)];
  }
}

function* rebuild(key: ByteString, { value }: Entry): Generator<ByteString[]> {
  if (typeof value === "string") yield ["SET", key, value];
  else if (Array.isArray(value)) yield* inChunks("RPUSH", key, value);
  else if (value instanceof Set) yield* inChunks("SADD", key, [...value]);
  else yield* rebuildMap(key, [...value]);
}

function* rebuildMap(key: ByteString, items: [ByteString, ByteString | number][]): Generator<ByteString[]> {
  const command = typeof items[0]?.[1] === "number" ? "ZADD" : "HSET";
  const words = items.flatMap(([name, value]) =>
    typeof value === "number" ? [formatDouble(value), name] : [name, value],
  );
  yield* inChunks(command, key, words);
}

function* inChunks(command: string, key: ByteString, words: ByteString[]): Generator<ByteString[]> {
  for (let i = 0; i < words.length; i += elementsPerCommand) {
    yield [command, key, ...words.slice(i, i + elementsPerCommand)];
  }
}
