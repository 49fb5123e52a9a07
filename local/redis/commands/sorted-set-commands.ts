import type { ByteString } from "../byte-string.ts";
import { formatDouble, parseCount, parseDouble, parseInteger, sliceBounds } from "../numbers.ts";
import type { Store } from "../store.ts";
import { addScore, addScores } from "./add-scores.ts";
import { type CommandTable, reads, writes } from "./command.ts";
import { scanPage } from "./scan-page.ts";
import { inOrder, lexRange, names, scoreRange, withScores } from "./sorted-range.ts";

const newZset = () => new Map<ByteString, number>();
const readZset = (store: Store, key: ByteString) => store.read("zset", key) ?? newZset();

function remove(store: Store, key: ByteString, members: ByteString[]): number {
  if (members.length === 0) return 0;
  const zset = store.edit("zset", key);
  const removed = members.filter((member) => zset?.delete(member)).length;
  store.dropIfEmpty(key);
  return removed;
}

const removeRange = (range: typeof scoreRange) =>
  writes(4, (store, [key = "", min = "", max = ""]) => {
    const inRange = range(min, max);
    return remove(store, key, names(inOrder(readZset(store, key)).filter(inRange)));
  });

const countRange = (range: typeof scoreRange) =>
  reads(4, (store, [key = "", min = "", max = ""]) => {
    const inRange = range(min, max);
    return [...readZset(store, key)].filter(inRange).length;
  });

const rank = (reverse: boolean) =>
  reads(3, (store, [key = "", member = ""]) => {
    const ordered = names(inOrder(readZset(store, key)));
    const index = (reverse ? ordered.reverse() : ordered).indexOf(member);
    return index < 0 ? null : index;
  });

const pop = (highest: boolean) =>
  writes(-2, (store, [key = "", count = "1"]) => {
    const wanted = parseCount(count);
    const ordered = inOrder(readZset(store, key));
    const taken = (highest ? ordered.reverse() : ordered).slice(0, wanted);
    remove(store, key, names(taken));
    return withScores(taken);
  });

export const sortedSetCommands: CommandTable = {
  ZADD: writes(-4, addScores),
  ZINCRBY: writes(4, (store, [key = "", by = "", member = ""]) => {
    const amount = parseDouble(by);
    const score = addScore(readZset(store, key).get(member), amount);
    store.editOrCreate("zset", key, newZset).set(member, score);
    return formatDouble(score);
  }),
  ZREM: writes(-3, (store, [key = "", ...members]) => remove(store, key, members)),
  ZCARD: reads(2, (store, [key = ""]) => readZset(store, key).size),
  ZSCORE: reads(3, (store, [key = "", member = ""]) => scoreOf(readZset(store, key), member)),
  ZMSCORE: reads(-3, (store, [key = "", ...members]) => {
    const zset = readZset(store, key);
    return members.map((member) => scoreOf(zset, member));
  }),
  ZRANK: rank(false),
  ZREVRANK: rank(true),
  ZPOPMIN: pop(false),
  ZPOPMAX: pop(true),
  ZCOUNT: countRange(scoreRange),
  ZLEXCOUNT: countRange(lexRange),
  ZREMRANGEBYSCORE: removeRange(scoreRange),
  ZREMRANGEBYLEX: removeRange(lexRange),
  ZREMRANGEBYRANK: writes(4, (store, [key = "", first = "", last = ""]) => {
    const bounds = [parseInteger(first), parseInteger(last)] as const;
    const ordered = inOrder(readZset(store, key));
    return remove(store, key, names(ordered.slice(...sliceBounds(ordered.length, ...bounds))));
  }),
  ZSCAN: reads(-3, (store, [key = "", cursor = "", ...options]) => {
    const zset = readZset(store, key);
    const page = scanPage([...zset.keys()], cursor, options);
    return [page.cursor, page.items.flatMap((member) => [member, scoreOf(zset, member)])];
  }),
};

function scoreOf(zset: Map<ByteString, number>, member: ByteString): ByteString | null {
  const score = zset.get(member);
  return score === undefined ? null : formatDouble(score);
}
