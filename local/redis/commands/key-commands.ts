import type { ByteString } from "../byte-string.ts";
import { CommandError, ok, Status } from "../reply.ts";
import type { Store } from "../store.ts";
import { type CommandTable, reads, writes } from "./command.ts";
import { globMatcher } from "./match-glob.ts";
import { scanPage } from "./scan-page.ts";

const countExisting = (store: Store, keys: ByteString[]) => keys.filter((key) => store.entry(key)).length;
const deleteKeys = (store: Store, keys: ByteString[]) => keys.filter((key) => store.delete(key)).length;

function rename(store: Store, from: ByteString, to: ByteString): void {
  const entry = store.entry(from);
  if (!entry) throw new CommandError("ERR no such key");
  store.delete(from);
  store.put(entry.type, to, entry.value, entry.expiresAtMs);
}

export const keyCommands: CommandTable = {
  DEL: writes(-2, deleteKeys),
  UNLINK: writes(-2, deleteKeys),
  EXISTS: reads(-2, countExisting),
  TOUCH: reads(-2, countExisting),
  TYPE: reads(2, (store, [key = ""]) => new Status(store.entry(key)?.type ?? "none")),
  RENAME: writes(3, (store, [from = "", to = ""]) => {
    rename(store, from, to);
    return ok;
  }),
  RENAMENX: writes(3, (store, [from = "", to = ""]) => {
    if (store.entry(from) && store.entry(to)) return 0;
    rename(store, from, to);
    return 1;
  }),
  KEYS: reads(2, (store, [pattern = ""]) => store.keys().filter(globMatcher(pattern))),
  SCAN: reads(-2, (store, [cursor = "", ...options]) => {
    const page = scanPage(store.keys(), cursor, options, (key) => store.entry(key)?.type ?? "none");
    return [page.cursor, page.items];
  }),
  RANDOMKEY: reads(1, (store) => {
    const keys = store.keys();
    return keys[Math.floor(Math.random() * keys.length)] ?? null;
  }),
  DBSIZE: reads(1, (store) => store.keys().length),
  FLUSHALL: writes(-1, flush),
  FLUSHDB: writes(-1, flush),
};

function flush(store: Store) {
  store.clear();
  return ok;
}
