import type { ByteString } from "../byte-string.ts";
import { parseInteger, sliceBounds } from "../numbers.ts";
import { CommandError, ok, wrongArity } from "../reply.ts";
import type { Store } from "../store.ts";
import { arg, type CommandTable, pairs, reads, writes } from "./command.ts";
import { type ExpiryUnit, positiveInstantOf } from "./expiry-option.ts";
import { readAndExpire, setString } from "./set-string.ts";

const readString = (store: Store, key: ByteString) => store.read("string", key) ?? null;

const setWithExpiry = (name: string, unit: ExpiryUnit) =>
  writes(4, (store, [key = "", amount = "", value = ""]) => {
    store.putString(key, value, positiveInstantOf(store.nowMs, unit, amount, name));
    return ok;
  });

export const stringCommands: CommandTable = {
  GET: reads(2, (store, args) => readString(store, arg(args, 0))),
  SET: writes(-3, setString),
  GETEX: writes(-2, readAndExpire),
  SETEX: setWithExpiry("setex", "EX"),
  PSETEX: setWithExpiry("psetex", "PX"),
  SETNX: writes(3, (store, [key = "", value = ""]) => {
    if (store.entry(key)) return 0;
    store.putString(key, value);
    return 1;
  }),
  GETSET: writes(3, (store, [key = "", value = ""]) => {
    const before = readString(store, key);
    store.putString(key, value);
    return before;
  }),
  GETDEL: writes(2, (store, [key = ""]) => {
    const before = readString(store, key);
    store.delete(key);
    return before;
  }),
  MGET: reads(-2, (store, keys) =>
    keys.map((key) => (store.entry(key)?.type === "string" ? readString(store, key) : null)),
  ),
  MSET: writes(-3, (store, args) => {
    if (args.length % 2) throw wrongArity("mset");
    for (const [key, value] of pairs(args)) store.putString(key, value);
    return ok;
  }),
  MSETNX: writes(-3, (store, args) => {
    if (args.length % 2) throw wrongArity("msetnx");
    if (pairs(args).some(([key]) => store.entry(key))) return 0;
    for (const [key, value] of pairs(args)) store.putString(key, value);
    return 1;
  }),
  APPEND: writes(3, (store, [key = "", suffix = ""]) => {
    const value = (readString(store, key) ?? "") + suffix;
    store.replace("string", key, value);
    return value.length;
  }),
  STRLEN: reads(2, (store, [key = ""]) => readString(store, key)?.length ?? 0),
  GETRANGE: reads(4, (store, [key = "", first = "", last = ""]) => {
    const value = readString(store, key) ?? "";
    return value.slice(...sliceBounds(value.length, parseInteger(first), parseInteger(last)));
  }),
  SETRANGE: writes(4, (store, [key = "", at = "", piece = ""]) => {
    const offset = parseInteger(at);
    if (offset < 0) throw new CommandError("ERR offset is out of range");
    const before = readString(store, key) ?? "";
    if (piece === "") return before.length;
    const value = before.slice(0, offset).padEnd(offset, "\0") + piece + before.slice(offset + piece.length);
    store.replace("string", key, value);
    return value.length;
  }),
};
