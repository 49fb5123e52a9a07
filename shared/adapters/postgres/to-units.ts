/** The least step of half precision: every half is a whole number of them. */
const unitsOfOne = 2 ** 24;
/** Beyond this a number of units is no integer of Postgres any more. */
const largestHalf = 127;
/** Every number that half precision knows, in units; filled as they are met. */
const known = new Array<string | undefined>(65_536);

/**
 * A vector as Postgres keeps it anyway, in half precision, written in whole numbers: `aimi_from_units` reads them many
 * times faster than fractions. One that is too long is written shorter: what points the same way is as near to all.
 */
export function toUnits(vector: readonly number[]): string {
  const halves = new Float16Array(vector);
  const bits = new Uint16Array(halves.buffer);
  const texts = new Array<string>(bits.length);
  for (let at = 0; at < bits.length; at++) {
    const half = halves[at]!;
    if (Math.abs(half) > largestHalf) return toUnits(shorten(vector));
    texts[at] = known[bits[at]!] ??= String(half * unitsOfOne);
  }
  return `{${texts.join()}}`;
}

/** By a power of two, which changes no digit. */
function shorten(vector: readonly number[]): number[] {
  const largest = vector.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  const scale = 2 ** -Math.ceil(Math.log2(largest));
  return vector.map((number) => number * scale);
}
