import type { ByteString } from "../byte-string.ts";
import { CommandError } from "../reply.ts";
import { type CommandTable, reads, writes } from "./command.ts";
import { type ExpiryUnit, instantOf } from "./expiry-option.ts";

const expire = (name: string, unit: ExpiryUnit) =>
  writes(-3, (store, [key = "", amount = "", ...words]) => {
    const allows = parseConditions(words);
    const instant = instantOf(store.nowMs, unit, amount, name);
    const entry = store.entry(key);
    if (!entry || !allows(entry.expiresAtMs, instant)) return 0;
    store.setExpiry(key, instant);
    return 1;
  });

type Condition = (before: number | null, after: number) => boolean;
const conditions: Record<string, Condition> = {
  NX: (before) => before === null,
  XX: (before) => before !== null,
  GT: (before, after) => before !== null && after > before,
  LT: (before, after) => before === null || after < before,
};

function parseConditions(words: ByteString[]): Condition {
  const given = new Set(words.map((word) => word.toUpperCase()));
  const unknown = words.find((word) => !(word.toUpperCase() in conditions));
  if (unknown !== undefined) throw new CommandError(`ERR Unsupported option ${unknown}`);
  if (given.has("NX") && given.size > 1) {
    throw new CommandError("ERR NX and XX, GT or LT options at the same time are not compatible");
  }
  if (given.has("GT") && given.has("LT")) {
    throw new CommandError("ERR GT and LT options at the same time are not compatible");
  }
  return (before, after) => [...given].every((name) => conditions[name]?.(before, after));
}

/** -2 says that there is no key, -1 that it has no expiry. */
const expiry = (show: (expiresAtMs: number, nowMs: number) => number) =>
  reads(2, (store, [key = ""]) => {
    const entry = store.entry(key);
    if (!entry) return -2;
    return entry.expiresAtMs === null ? -1 : show(entry.expiresAtMs, store.nowMs);
  });

export const expiryCommands: CommandTable = {
  EXPIRE: expire("expire", "EX"),
  PEXPIRE: expire("pexpire", "PX"),
  EXPIREAT: expire("expireat", "EXAT"),
  PEXPIREAT: expire("pexpireat", "PXAT"),
  PERSIST: writes(2, (store, [key = ""]) => {
    if (store.entry(key)?.expiresAtMs == null) return 0;
    store.setExpiry(key, null);
    return 1;
  }),
  TTL: expiry((at, now) => Math.floor((at - now + 500) / 1000)),
  PTTL: expiry((at, now) => at - now),
  EXPIRETIME: expiry((at) => Math.floor((at + 500) / 1000)),
  PEXPIRETIME: expiry((at) => at),
};
