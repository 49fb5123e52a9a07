/** Words as a plain text index sees them; it knows no stems, so tests ask for words as they were written. */
export function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

/** How much of what was asked each text has, where a rare word counts for more and a long text for less. */
export function rateWords(asked: ReadonlySet<string>, texts: readonly ReadonlySet<string>[]): number[] {
  const weights = new Map(
    [...asked].flatMap((word) => {
      const holders = texts.filter((text) => text.has(word)).length;
      return holders > 0 ? [[word, Math.log(1 + (texts.length - holders + 0.5) / (holders + 0.5))]] : [];
    }),
  );
  const total = sum(weights.values());
  return texts.map((text) => {
    const found = [...weights].filter(([word]) => text.has(word)).map(([, weight]) => weight);
    return total === 0 ? 0 : sum(found) / total / (1.84 + 0.03 * text.size);
  });
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}
