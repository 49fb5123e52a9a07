const words =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split(
    " ",
  );
const more: Readonly<Record<string, number>> = { a: 1, an: 1, "a couple of": 2, "a few": 3, twenty: 20 };

export const numberPattern = `\\d+|a couple of|a few|an?|${words.join("|")}|twenty`;

export function readNumber(said: string): number {
  const word = said.toLowerCase();
  return more[word] ?? (words.includes(word) ? words.indexOf(word) : Number(word));
}
