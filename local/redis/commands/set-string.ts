import type { ByteString } from "../byte-string.ts";
import { ok, type Reply, syntaxError } from "../reply.ts";
import type { Store } from "../store.ts";
import { arg } from "./command.ts";
import { isExpiryUnit, positiveInstantOf } from "./expiry-option.ts";

interface SetOptions {
  condition: "NX" | "XX" | null;
  returnOld: boolean;
  keepExpiry: boolean;
  expiresAtMs: number | null;
}

export function setString(store: Store, [key = "", value = "", ...words]: ByteString[]): Reply {
  const options = parseSetOptions(words, store.nowMs);
  const existing = store.entry(key);
  const old = options.returnOld ? (store.read("string", key) ?? null) : null;
  const blocked = options.condition === "NX" ? existing : options.condition === "XX" && !existing;
  if (blocked) return old;
  store.putString(key, value, options.keepExpiry ? (existing?.expiresAtMs ?? null) : options.expiresAtMs);
  store.setExpiry(key, store.entry(key)?.expiresAtMs ?? null);
  return options.returnOld ? old : ok;
}

function parseSetOptions(words: ByteString[], nowMs: number): SetOptions {
  const options: SetOptions = { condition: null, returnOld: false, keepExpiry: false, expiresAtMs: null };
  let hasExpiry = false;
  for (let i = 0; i < words.length; i++) {
    const word = arg(words, i).toUpperCase();
    if ((word === "NX" || word === "XX") && (options.condition ?? word) === word) options.condition = word;
    else if (word === "GET") options.returnOld = true;
    else if (word === "KEEPTTL" && !hasExpiry) options.keepExpiry = true;
    else if (isExpiryUnit(word) && !hasExpiry && !options.keepExpiry && i + 1 < words.length) {
      hasExpiry = true;
      options.expiresAtMs = positiveInstantOf(nowMs, word, arg(words, ++i), "set");
    } else throw syntaxError();
  }
  return options;
}

export function readAndExpire(store: Store, [key = "", ...words]: ByteString[]): Reply {
  const [first = "", amount] = words;
  const unit = first.toUpperCase();
  const persists = unit === "PERSIST" && words.length === 1;
  const expires = isExpiryUnit(unit) && words.length === 2;
  if (words.length > 0 && !persists && !expires) throw syntaxError();
  const value = store.read("string", key);
  if (value === undefined) return null;
  if (persists) store.setExpiry(key, null);
  if (expires) store.setExpiry(key, positiveInstantOf(store.nowMs, unit, amount ?? "", "getex"));
  return value;
}
