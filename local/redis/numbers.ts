import { CommandError, notAFloat, notAnInteger } from "./reply.ts";

const int64Min = -(2n ** 63n);
const int64Max = 2n ** 63n - 1n;

export const fitsInt64 = (value: bigint): boolean => value >= int64Min && value <= int64Max;

export function parseInt64(text: string, error: () => CommandError = notAnInteger): bigint {
  if (!/^(0|-?[1-9]\d*)$/.test(text)) throw error();
  const value = BigInt(text);
  if (!fitsInt64(value)) throw error();
  return value;
}

export const parseInteger = (text: string, error?: () => CommandError): number =>
  Number(parseInt64(text, error));

export function parseCount(text: string): number {
  const outOfRange = () => new CommandError("ERR value is out of range, must be positive");
  const count = parseInteger(text, outOfRange);
  if (count < 0) throw outOfRange();
  return count;
}

export function parseDouble(text: string, error: () => CommandError = notAFloat): number {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinite) return infinite[1] === "-" ? -Infinity : Infinity;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw error();
  return Number(text);
}

export function formatDouble(value: number): string {
  if (value === Infinity) return "inf";
  if (value === -Infinity) return "-inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Redis adds in long double: fifteen digits hide what binary fractions leave over. */
export function addDoubles(left: number, right: number): number {
  const sum = left + right;
  if (!Number.isFinite(sum)) throw new CommandError("ERR increment would produce NaN or Infinity");
  return Number.isInteger(sum) ? sum : Number(sum.toPrecision(15));
}

/** The slice [start, end) that Redis means by two inclusive, maybe negative indexes. */
export function sliceBounds(length: number, first: number, last: number): [number, number] {
  const start = first < 0 ? Math.max(0, length + first) : first;
  const end = (last < 0 ? length + last : last) + 1;
  return [start, Math.max(start, end)];
}
