import type { ByteString } from "../byte-string.ts";
import { parseInteger } from "../numbers.ts";
import { CommandError } from "../reply.ts";

const units = {
  EX: { scale: 1000, relative: true },
  PX: { scale: 1, relative: true },
  EXAT: { scale: 1000, relative: false },
  PXAT: { scale: 1, relative: false },
};
export type ExpiryUnit = keyof typeof units;

const maxMs = 2 ** 63;

export const isExpiryUnit = (word: string): word is ExpiryUnit => word in units;

/** The instant that a number in the given unit stands for. */
export function instantOf(nowMs: number, unit: ExpiryUnit, amount: ByteString, command: string): number {
  const value = parseInteger(amount);
  const { scale, relative } = units[unit];
  const instant = value * scale + (relative ? nowMs : 0);
  if (Math.abs(instant) >= maxMs) throw invalidExpiry(command);
  return instant;
}

export function positiveInstantOf(
  nowMs: number,
  unit: ExpiryUnit,
  amount: ByteString,
  command: string,
): number {
  if (parseInteger(amount) <= 0) throw invalidExpiry(command);
  return instantOf(nowMs, unit, amount, command);
}

function invalidExpiry(command: string): CommandError {
  return new CommandError(`ERR invalid expire time in '${command}' command`);
}
