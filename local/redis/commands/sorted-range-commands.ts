import { type CommandTable, reads } from "./command.ts";
import { names, parseRangeOptions, type RangeOptions, selectRange, withScores } from "./sorted-range.ts";

const range = (base: Partial<RangeOptions>) =>
  reads(-4, (store, [key = "", first = "", last = "", ...words]) => {
    const options = parseRangeOptions(words, base);
    const selected = selectRange(store.read("zset", key), first, last, options);
    return options.scores ? withScores(selected) : names(selected);
  });

export const sortedRangeCommands: CommandTable = {
  ZRANGE: range({}),
  ZREVRANGE: range({ by: "INDEX", reverse: true }),
  ZRANGEBYSCORE: range({ by: "SCORE" }),
  ZREVRANGEBYSCORE: range({ by: "SCORE", reverse: true }),
  ZRANGEBYLEX: range({ by: "LEX" }),
  ZREVRANGEBYLEX: range({ by: "LEX", reverse: true }),
};
