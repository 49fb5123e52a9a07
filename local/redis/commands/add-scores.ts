import type { ByteString } from "../byte-string.ts";
import { formatDouble, parseDouble } from "../numbers.ts";
import { CommandError, type Reply, syntaxError } from "../reply.ts";
import type { Store } from "../store.ts";
import { arg, pairs } from "./command.ts";

type Flag = "NX" | "XX" | "GT" | "LT" | "CH" | "INCR";
const flagNames = new Set<string>(["NX", "XX", "GT", "LT", "CH", "INCR"]);

export function addScores(store: Store, [key = "", ...words]: ByteString[]): Reply {
  const flags = new Set<Flag>();
  let first = 0;
  while (first < words.length && flagNames.has(arg(words, first).toUpperCase())) {
    flags.add(arg(words, first++).toUpperCase() as Flag);
  }
  const items = words.slice(first);
  checkFlags(flags, items);
  const scored = pairs(items).map(([score, member]) => ({ score: parseDouble(score), member }));
  const existing = store.read("zset", key);
  if (!existing && flags.has("XX")) return flags.has("INCR") ? null : 0;
  const zset = existing ?? new Map<ByteString, number>();
  let added = 0;
  let updated = 0;
  let incremented: number | null = null;
  for (const { score, member } of scored) {
    const before = zset.get(member);
    const after = flags.has("INCR") ? addScore(before, score) : score;
    if (!allows(flags, before, after)) continue;
    zset.set(member, after);
    incremented = after;
    if (before === undefined) added++;
    else if (before !== after) updated++;
  }
  if (added + updated > 0) store.replace("zset", key, zset);
  if (flags.has("INCR")) return incremented === null ? null : formatDouble(incremented);
  return flags.has("CH") ? added + updated : added;
}

export function addScore(before: number | undefined, by: number): number {
  const sum = (before ?? 0) + by;
  if (Number.isNaN(sum)) throw new CommandError("ERR resulting score is not a number (NaN)");
  return sum;
}

function checkFlags(flags: Set<Flag>, items: ByteString[]): void {
  if (items.length === 0 || items.length % 2) throw syntaxError();
  if (flags.has("NX") && flags.has("XX")) {
    throw new CommandError("ERR XX and NX options at the same time are not compatible");
  }
  if (Number(flags.has("GT")) + Number(flags.has("LT")) + Number(flags.has("NX")) > 1) {
    throw new CommandError("ERR GT, LT, and/or NX options at the same time are not compatible");
  }
  if (flags.has("INCR") && items.length > 2) {
    throw new CommandError("ERR INCR option supports a single increment-element pair");
  }
}

function allows(flags: Set<Flag>, before: number | undefined, after: number): boolean {
  if (before === undefined) return !flags.has("XX");
  if (flags.has("NX")) return false;
  if (flags.has("GT")) return after > before;
  if (flags.has("LT")) return after < before;
  return true;
}
