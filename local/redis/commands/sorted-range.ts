import type { ByteString } from "../byte-string.ts";
import { formatDouble, parseDouble, parseInteger, sliceBounds } from "../numbers.ts";
import { CommandError, syntaxError } from "../reply.ts";
import { arg } from "./command.ts";

export type Scored = [member: ByteString, score: number];

const compareBytes = (left: ByteString, right: ByteString) => (left < right ? -1 : left > right ? 1 : 0);

export const inOrder = (zset: Map<ByteString, number>): Scored[] =>
  [...zset].sort(([leftName, left], [rightName, right]) =>
    left === right ? compareBytes(leftName, rightName) : left - right,
  );

export const withScores = (members: Scored[]): ByteString[] =>
  members.flatMap(([member, score]) => [member, formatDouble(score)]);

export const names = (members: Scored[]): ByteString[] => members.map(([member]) => member);

export type InRange = (member: Scored) => boolean;

export function scoreRange(min: ByteString, max: ByteString): InRange {
  const notAFloat = () => new CommandError("ERR min or max is not a float");
  const low = parseDouble(min.replace(/^\(/, ""), notAFloat);
  const high = parseDouble(max.replace(/^\(/, ""), notAFloat);
  return ([, score]) =>
    (min.startsWith("(") ? score > low : score >= low) &&
    (max.startsWith("(") ? score < high : score <= high);
}

export function lexRange(min: ByteString, max: ByteString): InRange {
  for (const bound of [min, max]) {
    if (!/^([-+]$|[[(])/.test(bound)) throw new CommandError("ERR min or max not valid string range item");
  }
  return ([member]) => aboveLexBound(member, min) && belowLexBound(member, max);
}

function aboveLexBound(member: ByteString, bound: ByteString): boolean {
  if (bound === "-") return true;
  if (bound === "+") return false;
  return bound.startsWith("(") ? member > bound.slice(1) : member >= bound.slice(1);
}

function belowLexBound(member: ByteString, bound: ByteString): boolean {
  if (bound === "+") return true;
  if (bound === "-") return false;
  return bound.startsWith("(") ? member < bound.slice(1) : member <= bound.slice(1);
}

export interface RangeOptions {
  by: "INDEX" | "SCORE" | "LEX";
  reverse: boolean;
  scores: boolean;
  limit: { offset: number; count: number } | null;
}

export function parseRangeOptions(words: ByteString[], base: Partial<RangeOptions>): RangeOptions {
  const options: RangeOptions = { by: "INDEX", reverse: false, scores: false, limit: null, ...base };
  const isZrange = base.by === undefined;
  for (let i = 0; i < words.length; i++) {
    const word = arg(words, i).toUpperCase();
    if (word === "WITHSCORES") options.scores = true;
    else if (word === "LIMIT" && i + 2 < words.length) {
      options.limit = { offset: parseInteger(arg(words, ++i)), count: parseInteger(arg(words, ++i)) };
    } else if (isZrange && word === "REV") options.reverse = true;
    else if (isZrange && word === "BYSCORE") options.by = "SCORE";
    else if (isZrange && word === "BYLEX") options.by = "LEX";
    else throw syntaxError();
  }
  if (options.limit && options.by === "INDEX") {
    throw new CommandError(
      "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX",
    );
  }
  if (options.scores && options.by === "LEX") {
    throw new CommandError("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
  }
  return options;
}

/** Reversed ranges by score or name give the higher bound first, as Redis does. */
export function selectRange(
  zset: Map<ByteString, number> | undefined,
  first: ByteString,
  last: ByteString,
  options: RangeOptions,
): Scored[] {
  const [low, high] = options.reverse ? [last, first] : [first, last];
  const select = rangeSelector(options, low, high, first, last);
  const ordered = inOrder(zset ?? new Map());
  const selected = select(options.reverse ? ordered.reverse() : ordered);
  if (!options.limit) return selected;
  const { offset, count } = options.limit;
  if (offset < 0) return [];
  return selected.slice(offset, count < 0 ? undefined : offset + count);
}

function rangeSelector(
  options: RangeOptions,
  low: ByteString,
  high: ByteString,
  first: ByteString,
  last: ByteString,
): (ordered: Scored[]) => Scored[] {
  if (options.by === "INDEX") {
    const bounds = [parseInteger(first), parseInteger(last)] as const;
    return (ordered) => ordered.slice(...sliceBounds(ordered.length, ...bounds));
  }
  const inRange = options.by === "SCORE" ? scoreRange(low, high) : lexRange(low, high);
  return (ordered) => ordered.filter(inRange);
}
