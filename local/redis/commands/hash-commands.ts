import type { ByteString } from "../byte-string.ts";
import { parseInt64 } from "../numbers.ts";
import { CommandError, ok, wrongArity } from "../reply.ts";
import type { Store } from "../store.ts";
import { type CommandTable, pairs, reads, writes } from "./command.ts";
import { addToDouble, addToInteger } from "./counter-commands.ts";
import { scanPage } from "./scan-page.ts";

const newHash = () => new Map<ByteString, ByteString>();
const readHash = (store: Store, key: ByteString) => store.read("hash", key) ?? newHash();
const editHash = (store: Store, key: ByteString) => store.editOrCreate("hash", key, newHash);

function setFields(store: Store, name: string, [key = "", ...fields]: ByteString[]): number {
  if (fields.length % 2) throw wrongArity(name);
  const hash = editHash(store, key);
  const before = hash.size;
  for (const [field, value] of pairs(fields)) hash.set(field, value);
  return hash.size - before;
}

export const hashCommands: CommandTable = {
  HSET: writes(-4, (store, args) => setFields(store, "hset", args)),
  HMSET: writes(-4, (store, args) => {
    setFields(store, "hmset", args);
    return ok;
  }),
  HSETNX: writes(4, (store, [key = "", field = "", value = ""]) => {
    if (readHash(store, key).has(field)) return 0;
    editHash(store, key).set(field, value);
    return 1;
  }),
  HGET: reads(3, (store, [key = "", field = ""]) => readHash(store, key).get(field) ?? null),
  HMGET: reads(-3, (store, [key = "", ...fields]) => {
    const hash = readHash(store, key);
    return fields.map((field) => hash.get(field) ?? null);
  }),
  HGETALL: reads(2, (store, [key = ""]) => [...readHash(store, key)].flat()),
  HKEYS: reads(2, (store, [key = ""]) => [...readHash(store, key).keys()]),
  HVALS: reads(2, (store, [key = ""]) => [...readHash(store, key).values()]),
  HLEN: reads(2, (store, [key = ""]) => readHash(store, key).size),
  HEXISTS: reads(3, (store, [key = "", field = ""]) => Number(readHash(store, key).has(field))),
  HSTRLEN: reads(3, (store, [key = "", field = ""]) => readHash(store, key).get(field)?.length ?? 0),
  HDEL: writes(-3, (store, [key = "", ...fields]) => {
    const hash = store.edit("hash", key);
    const removed = fields.filter((field) => hash?.delete(field)).length;
    store.dropIfEmpty(key);
    return removed;
  }),
  HINCRBY: writes(4, (store, [key = "", field = "", amount = ""]) => {
    const notInteger = () => new CommandError("ERR hash value is not an integer");
    const by = parseInt64(amount);
    const sum = addToInteger(readHash(store, key).get(field) ?? "0", by, notInteger);
    editHash(store, key).set(field, String(sum));
    return Number(sum);
  }),
  HINCRBYFLOAT: writes(4, (store, [key = "", field = "", amount = ""]) => {
    const notFloat = () => new CommandError("ERR hash value is not a float");
    const sum = addToDouble(readHash(store, key).get(field) ?? "0", amount, notFloat);
    editHash(store, key).set(field, sum);
    return sum;
  }),
  HSCAN: reads(-3, (store, [key = "", cursor = "", ...options]) => {
    const hash = readHash(store, key);
    const page = scanPage([...hash.keys()], cursor, options);
    return [page.cursor, page.items.flatMap((field) => [field, hash.get(field) ?? ""])];
  }),
};
