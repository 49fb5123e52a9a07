/** Rolls between 0 and 1 by seed and occasion: the same whatever else happens meanwhile, and in whichever order. */
export interface Dice {
  roll(occasion: string): number;
  /** A whole number from `least` to `most`. */
  between(occasion: string, least: number, most: number): number;
  pick<Value>(occasion: string, values: readonly Value[]): Value;
}

export function createDice(seed: number): Dice {
  const roll = (occasion: string): number => {
    // FNV-1a over the occasion, then mulberry32's mix.
    let hash = (0x811c9dc5 ^ seed) >>> 0;
    for (let at = 0; at < occasion.length; at += 1)
      hash = Math.imul(hash ^ occasion.charCodeAt(at), 0x01000193) >>> 0;
    let mixed = (hash + Math.imul(seed, 0x6d2b79f5)) >>> 0;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    roll,
    between: (occasion, least, most) => least + Math.floor(roll(occasion) * (most - least + 1)),
    pick: (occasion, values) => values[Math.floor(roll(occasion) * values.length)]!,
  };
}
