import type { ByteString } from "../byte-string.ts";
import { parseCount, parseInteger } from "../numbers.ts";
import type { Store } from "../store.ts";
import { type CommandTable, reads, writes } from "./command.ts";
import { scanPage } from "./scan-page.ts";

const newSet = () => new Set<ByteString>();
const readSet = (store: Store, key: ByteString) => store.read("set", key) ?? newSet();

function add(store: Store, key: ByteString, members: ByteString[]): number {
  const set = store.editOrCreate("set", key, newSet);
  const before = set.size;
  for (const member of members) set.add(member);
  return set.size - before;
}

function remove(store: Store, key: ByteString, members: ByteString[]): number {
  const set = store.edit("set", key);
  const removed = members.filter((member) => set?.delete(member)).length;
  store.dropIfEmpty(key);
  return removed;
}

function pickDistinct(set: Set<ByteString>, count: number): ByteString[] {
  const rest = [...set];
  const picked: ByteString[] = [];
  while (picked.length < count && rest.length > 0) {
    picked.push(...rest.splice(Math.floor(Math.random() * rest.length), 1));
  }
  return picked;
}

const combine = (keep: (member: ByteString, others: Set<ByteString>[]) => boolean) =>
  reads(-2, (store, keys) => {
    const [first = newSet(), ...others] = keys.map((key) => readSet(store, key));
    return [...first].filter((member) => keep(member, others));
  });

export const setCommands: CommandTable = {
  SADD: writes(-3, (store, [key = "", ...members]) => add(store, key, members)),
  SREM: writes(-3, (store, [key = "", ...members]) => remove(store, key, members)),
  SMEMBERS: reads(2, (store, [key = ""]) => [...readSet(store, key)]),
  SISMEMBER: reads(3, (store, [key = "", member = ""]) => Number(readSet(store, key).has(member))),
  SMISMEMBER: reads(-3, (store, [key = "", ...members]) => {
    const set = readSet(store, key);
    return members.map((member) => Number(set.has(member)));
  }),
  SCARD: reads(2, (store, [key = ""]) => readSet(store, key).size),
  SPOP: writes(-2, (store, [key = "", count]) => {
    const picked = pickDistinct(readSet(store, key), count === undefined ? 1 : parseCount(count));
    if (picked.length > 0) {
      remove(store, key, picked);
      store.logInstead = ["SREM", key, ...picked];
    }
    return count === undefined ? (picked[0] ?? null) : picked;
  }),
  SRANDMEMBER: reads(-2, (store, [key = "", count]) => {
    const set = readSet(store, key);
    if (count === undefined) return pickDistinct(set, 1)[0] ?? null;
    const wanted = parseInteger(count);
    if (wanted >= 0 || set.size === 0) return pickDistinct(set, wanted);
    return Array.from({ length: -wanted }, () => pickDistinct(set, 1)[0] ?? null);
  }),
  SMOVE: writes(4, (store, [from = "", to = "", member = ""]) => {
    readSet(store, to);
    if (remove(store, from, [member]) === 0) return 0;
    add(store, to, [member]);
    return 1;
  }),
  SUNION: reads(-2, (store, keys) => [...new Set(keys.flatMap((key) => [...readSet(store, key)]))]),
  SINTER: combine((member, others) => others.every((other) => other.has(member))),
  SDIFF: combine((member, others) => !others.some((other) => other.has(member))),
  SSCAN: reads(-3, (store, [key = "", cursor = "", ...options]) => {
    const page = scanPage([...readSet(store, key)], cursor, options);
    return [page.cursor, page.items];
  }),
};
