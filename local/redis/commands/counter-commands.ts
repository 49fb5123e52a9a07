import type { ByteString } from "../byte-string.ts";
import { addDoubles, fitsInt64, formatDouble, parseDouble, parseInt64 } from "../numbers.ts";
import { CommandError, notAFloat, notAnInteger } from "../reply.ts";
import type { Store } from "../store.ts";
import { type CommandTable, writes } from "./command.ts";

export function addToInteger(current: ByteString, amount: bigint, error = notAnInteger): bigint {
  const sum = parseInt64(current, error) + amount;
  if (!fitsInt64(sum)) throw new CommandError("ERR increment or decrement would overflow");
  return sum;
}

export const addToDouble = (current: ByteString, amount: ByteString, error = notAFloat): ByteString => {
  const before = parseDouble(current, error);
  return formatDouble(addDoubles(before, parseDouble(amount)));
};

function increment(store: Store, key: ByteString, amount: bigint): number {
  const sum = addToInteger(store.read("string", key) ?? "0", amount);
  store.replace("string", key, String(sum));
  return Number(sum);
}

export const counterCommands: CommandTable = {
  INCR: writes(2, (store, [key = ""]) => increment(store, key, 1n)),
  DECR: writes(2, (store, [key = ""]) => increment(store, key, -1n)),
  INCRBY: writes(3, (store, [key = "", amount = ""]) => increment(store, key, parseInt64(amount))),
  DECRBY: writes(3, (store, [key = "", amount = ""]) => {
    const value = parseInt64(amount);
    if (!fitsInt64(-value)) throw new CommandError("ERR decrement would overflow");
    return increment(store, key, -value);
  }),
  INCRBYFLOAT: writes(3, (store, [key = "", amount = ""]) => {
    const value = addToDouble(store.read("string", key) ?? "0", amount);
    store.replace("string", key, value);
    return value;
  }),
};
