const full: readonly (readonly [RegExp, string])[] = [
  [/\bI'm\b/gi, "I am"],
  [/\bI've\b/gi, "I have"],
  [/\bI'll\b/gi, "I will"],
  [/\bI'd\b/gi, "I would"],
  [/\b(we|you|they)'re\b/gi, "$1 are"],
  [/\b(we|you|they)'ve\b/gi, "$1 have"],
  [/\b(we|you|they|he|she|it)'ll\b/gi, "$1 will"],
  [/\b(he|she|it|that|name)'s\b/gi, "$1 is"],
  [/\bcan't\b/gi, "cannot"],
  [/\bwon't\b/gi, "will not"],
  [/\b(do|does|did|is|are|was|were|have|has|had|would|could|should)n't\b/gi, "$1 not"],
  [/\bgonna\b/gi, "going to"],
  [/\bwanna\b/gi, "want to"],
];

export function expandContractions(text: string): string {
  return full.reduce((said, [short, long]) => said.replace(short, long), text.replaceAll("’", "'"));
}
