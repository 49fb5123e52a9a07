const combiningMarks =
  /[\u0300-\u036f]|[\u0591-\u05c7]|\u0640|[\u064b-\u065f]|\u0670|[\ufe0e\ufe0f]|\p{Emoji_Modifier}/gu;
const unspaced = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"]
  .map((script) => `\\p{Script=${script}}`)
  .concat("ー")
  .join("");
const emoji = String.raw`\p{Extended_Pictographic}(?:\u200d\p{Extended_Pictographic})*|\p{RI}{2}`;
const spaced = String.raw`(?:(?![${unspaced}])[\p{L}\p{M}\p{N}])+(?:['’]\p{L}+)*[+#]*`;
// Intl.Segmenter cuts by dictionaries that differ between builds of ICU.
const tokens = new RegExp(`(?<run>[${unspaced}]+)|${emoji}|${spaced}`, "gu");

export const stopWords = new Set(
  `a about after all also am an and any are as at be because been but by can could did do does for from get had
  has have he her him his how i i'm if in into is it it's its just me more my no not of on or our out she so some
  than that the their them then there these they this to up us was we were what when where which who why will
  with would you your`.split(/\s+/),
);

const longestInflected = 40;
const energyOf = { word: 0.4, spelling: 0.6, stopWord: 0.03 };

/** The features of a text with their energies, which add up where a feature returns: twice said weighs √2. */
export function readFeatures(text: string): Map<string, number> {
  const energies = new Map<string, number>();
  const add = (feature: string, energy: number) =>
    energies.set(feature, (energies.get(feature) ?? 0) + energy);
  const addAll = (features: string[], energy: number) => {
    for (const feature of features) add(feature, energy / features.length);
  };

  const folded = fold(text);
  for (const { 0: token, groups } of folded.matchAll(tokens)) {
    if (groups?.run) {
      const points = Array.from(token);
      addAll([...cut(points, 1), ...cut(points, 2)], (points.length + 1) / 2);
    } else {
      const energy = stopWords.has(token) ? energyOf.stopWord : 1;
      const points = Array.from(`^${token}$`);
      add(`=${trimSuffix(token)}`, energyOf.word * energy);
      addAll(
        [3, 4, 5].flatMap((size) => cut(points, size)),
        energyOf.spelling * energy,
      );
    }
  }
  if (energies.size === 0) add(`?${folded.trim()}`, 1);
  return energies;
}

function fold(text: string): string {
  return text.normalize("NFKD").replace(combiningMarks, "").toUpperCase().toLowerCase().normalize("NFKC");
}

export function trimSuffix(token: string): string {
  if (token.length > longestInflected) return token;
  return token
    .replace(/['’]s$/, "")
    .replace(/(?<=..[^s])s$/, "")
    .replace(/^(?=.{5})(.*[aeiouy].*)(?:ing|ed|er)$/, "$1")
    .replace(/(?<=..)e$/, "")
    .replace(/y$/, "i")
    .replace(/([a-z])\1$/, "$1");
}

function cut(points: string[], size: number): string[] {
  return points.slice(size - 1).map((_, start) => points.slice(start, start + size).join(""));
}
