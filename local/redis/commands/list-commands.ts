import type { ByteString } from "../byte-string.ts";
import { parseCount, parseInteger, sliceBounds } from "../numbers.ts";
import { CommandError, ok, type Reply, syntaxError, wrongArity } from "../reply.ts";
import type { Store } from "../store.ts";
import { type CommandTable, reads, writes } from "./command.ts";

type End = "LEFT" | "RIGHT";

const readList = (store: Store, key: ByteString) => store.read("list", key) ?? [];

function push(store: Store, end: End, key: ByteString, values: ByteString[]): number {
  const list = store.editOrCreate("list", key, () => []);
  if (end === "LEFT") list.unshift(...values.toReversed());
  else list.push(...values);
  return list.length;
}

function takeOne(store: Store, end: End, key: ByteString): ByteString | null {
  const list = store.edit("list", key);
  const value = (end === "LEFT" ? list?.shift() : list?.pop()) ?? null;
  store.dropIfEmpty(key);
  return value;
}

const pop = (end: End) =>
  writes(-2, (store, [key = "", count, ...rest]): Reply => {
    if (rest.length) throw wrongArity(end === "LEFT" ? "lpop" : "rpop");
    if (count === undefined) return takeOne(store, end, key);
    const wanted = parseCount(count);
    const length = store.read("list", key)?.length;
    if (length === undefined) return null;
    return Array.from({ length: Math.min(wanted, length) }, () => takeOne(store, end, key));
  });

function move(store: Store, from: ByteString, to: ByteString, take: End, put: End): Reply {
  store.read("list", to);
  const value = takeOne(store, take, from);
  if (value !== null) push(store, put, to, [value]);
  return value;
}

function parseEnd(word: ByteString): End {
  const end = word.toUpperCase();
  if (end === "LEFT" || end === "RIGHT") return end;
  throw syntaxError();
}

function withoutMatches(list: ByteString[], count: number, value: ByteString): ByteString[] {
  let left = Math.abs(count) || Infinity;
  const keep = (item: ByteString) => item !== value || left-- <= 0;
  return count < 0 ? list.toReversed().filter(keep).reverse() : list.filter(keep);
}

export const listCommands: CommandTable = {
  LPUSH: writes(-3, (store, [key = "", ...values]) => push(store, "LEFT", key, values)),
  RPUSH: writes(-3, (store, [key = "", ...values]) => push(store, "RIGHT", key, values)),
  LPUSHX: writes(-3, (store, [key = "", ...values]) =>
    store.read("list", key) ? push(store, "LEFT", key, values) : 0,
  ),
  RPUSHX: writes(-3, (store, [key = "", ...values]) =>
    store.read("list", key) ? push(store, "RIGHT", key, values) : 0,
  ),
  LPOP: pop("LEFT"),
  RPOP: pop("RIGHT"),
  LMOVE: writes(5, (store, [from = "", to = "", take = "", put = ""]) =>
    move(store, from, to, parseEnd(take), parseEnd(put)),
  ),
  RPOPLPUSH: writes(3, (store, [from = "", to = ""]) => move(store, from, to, "RIGHT", "LEFT")),
  LLEN: reads(2, (store, [key = ""]) => readList(store, key).length),
  LINDEX: reads(3, (store, [key = "", index = ""]) => readList(store, key).at(parseInteger(index)) ?? null),
  LRANGE: reads(4, (store, [key = "", first = "", last = ""]) => {
    const bounds = [parseInteger(first), parseInteger(last)] as const;
    const list = readList(store, key);
    return list.slice(...sliceBounds(list.length, ...bounds));
  }),
  LTRIM: writes(4, (store, [key = "", first = "", last = ""]) => {
    const bounds = [parseInteger(first), parseInteger(last)] as const;
    const list = store.read("list", key);
    if (list) store.replace("list", key, list.slice(...sliceBounds(list.length, ...bounds)));
    store.dropIfEmpty(key);
    return ok;
  }),
  LREM: writes(4, (store, [key = "", count = "", value = ""]) => {
    const wanted = parseInteger(count);
    const list = store.read("list", key);
    if (!list?.includes(value)) return 0;
    const kept = withoutMatches(list, wanted, value);
    store.replace("list", key, kept);
    store.dropIfEmpty(key);
    return list.length - kept.length;
  }),
  LSET: writes(4, (store, [key = "", at = "", value = ""]) => {
    const length = store.read("list", key)?.length;
    if (length === undefined) throw new CommandError("ERR no such key");
    const index = parseInteger(at);
    const position = index < 0 ? length + index : index;
    if (position < 0 || position >= length) throw new CommandError("ERR index out of range");
    store.edit("list", key)?.splice(position, 1, value);
    return ok;
  }),
  LINSERT: writes(5, (store, [key = "", where = "", pivot = "", value = ""]) => {
    const side = where.toUpperCase();
    if (side !== "BEFORE" && side !== "AFTER") throw syntaxError();
    const index = readList(store, key).indexOf(pivot);
    if (index < 0) return store.entry(key) ? -1 : 0;
    const list = store.edit("list", key) ?? [];
    list.splice(side === "BEFORE" ? index : index + 1, 0, value);
    return list.length;
  }),
};
